/** A real Dovecot from Debian's archive, unpacked without root: one mailbox, already signed in. */
import { join } from "node:path";
import { checkoutDir } from "../../local/open_stack.ts";

const PACKAGES = ["dovecot-core", "dovecot-imapd"];
const FETCH_TIMEOUT_MS = 30_000;

/** A mail server on a free port of this machine. */
export interface Dovecot extends AsyncDisposable {
  readonly port: number;
  /** Throws away its numbering of mails, as a server does that was restored. */
  renumber(): Promise<void>;
}

/** The folder with Dovecot's programs; null, with the reason on the console, where it cannot be had. */
export async function findDovecot(): Promise<string | null> {
  const root = join(checkoutDir(), ".state", "dovecot");
  const program = join(root, "usr", "lib", "dovecot", "imap");
  try {
    if (await exists(program)) return root;
    await Deno.mkdir(join(checkoutDir(), ".state"), { recursive: true });
    const folder = await Deno.makeTempDir();
    await run("apt-get", ["-o", "Acquire::Retries=3", "download", ...PACKAGES], folder);
    const fresh = join(folder, "root");
    for await (const { name } of Deno.readDir(folder)) {
      if (name.endsWith(".deb")) await run("dpkg", ["-x", name, fresh], folder);
    }
    // It appears by a rename: what is there is whole.
    const copy = await Deno.makeTempDir({ dir: join(checkoutDir(), ".state") });
    await run("cp", ["-r", `${fresh}/.`, copy], folder);
    await Deno.chmod(copy, 0o755);
    await Deno.rename(copy, root);
    await Deno.remove(folder, { recursive: true });
    await run(program, ["--help"], "/", libraries(root)).catch(() => {});
    return root;
  } catch (thrown) {
    console.warn(`No Dovecot here, its tests are skipped: ${String(thrown)}`);
    return null;
  }
}

/** Starts it with an empty mailbox. */
export async function startDovecot(root: string): Promise<Dovecot> {
  const home = await Deno.makeTempDir({ dir: "/var/tmp" });
  const config = join(home, "dovecot.conf");
  const isRoot = Deno.uid() === 0; // Dovecot reads no mail as root
  const [uid, gid] = isRoot ? [65534, 65534] : [Deno.uid(), Deno.gid()];
  await Deno.writeTextFile(config, configText(home, { uid: uid ?? 0, gid: gid ?? 0 }));
  await run("chmod", ["-R", "a+rwX", home], "/");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const args = ["-f", "service=imap", "-c", config, "-m", "imap", "-e"];
  const serve = async () => {
    for await (const connection of listener) {
      const session = new Deno.Command(join(root, "usr/bin/doveconf"), {
        args: [...args, join(root, "usr/lib/dovecot/imap")],
        env: { USER: "oak", HOME: home, ...libraries(root) },
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn();
      // A client that hangs up breaks both pipes; that is how a session ends.
      connection.readable.pipeTo(session.stdin).catch(() => {});
      session.stdout.pipeTo(connection.writable).catch(() => {});
    }
  };
  const serving = serve().catch(() => {});
  return {
    port: listener.addr.transport === "tcp" ? listener.addr.port : 0,
    async renumber() {
      for await (const { name } of Deno.readDir(join(home, "mail"))) {
        if (/^dovecot/.test(name)) await Deno.remove(join(home, "mail", name));
      }
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
      await Deno.remove(home, { recursive: true });
    },
  };
}

function configText(home: string, { uid, gid }: { uid: number; gid: number }): string {
  return [
    `base_dir = ${home}/run`,
    `state_dir = ${home}/run`,
    `log_path = ${home}/log`,
    `mail_location = maildir:${home}/mail`,
    `mail_uid = ${uid}`,
    `mail_gid = ${gid}`,
    "first_valid_uid = 1",
    "first_valid_gid = 0",
    "ssl = no",
    "protocols = imap",
  ].join("\n") + "\n";
}

function libraries(root: string): Record<string, string> {
  return { LD_LIBRARY_PATH: join(root, "usr/lib/dovecot") };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<void> {
  const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
  const { success, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    env,
    stdout: "null",
    stderr: "piped",
    signal,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim().split("\n").at(-1));
}
