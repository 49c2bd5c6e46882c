import { parseEnv } from "node:util";
import { parse } from "smol-toml";

/** What the files beside the functions say about them. */
export interface FunctionSettings {
  /** Whether a function wants a valid token before it is called; true unless config.toml says no. */
  verifiesJwt(name: string): boolean;
  /** Secrets of `supabase/functions/.env`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** That file as it was written; empty when there is none. */
  readonly secretsFile: string;
}

/** Reads `supabase/config.toml` and `supabase/functions/.env`; both may be missing. */
export async function readFunctionSettings(projectDir: string): Promise<FunctionSettings> {
  const [toml, env] = await Promise.all([
    readIfPresent(`${projectDir}/supabase/config.toml`),
    readIfPresent(`${projectDir}/supabase/functions/.env`),
  ]);
  const open = namesWithoutJwt(toml);
  const verifiesJwt = (name: string) => !open.has(name);
  return { verifiesJwt, secrets: parseSecrets(env), secretsFile: env };
}

/** The functions that config.toml opens to callers without a token. */
export function namesWithoutJwt(toml: string): ReadonlySet<string> {
  const functions = parse(toml)["functions"];
  if (typeof functions !== "object" || functions === null) return new Set();
  const open = Object.entries(functions).filter(([, section]) =>
    typeof section === "object" && section !== null && "verify_jwt" in section &&
    section.verify_jwt === false
  );
  return new Set(open.map(([name]) => name));
}

/** The lines of an env file as name and value. */
export function parseSecrets(text: string): Record<string, string> {
  const pairs = Object.entries(parseEnv(text));
  return Object.fromEntries(pairs.map(([name, value]) => [name, value ?? ""]));
}

/** Whether the project has a function of that name, which is a folder with an index.ts. */
export async function functionExists(projectDir: string, name: string): Promise<boolean> {
  if (!isFunctionName(name)) return false;
  const entry = `${projectDir}/supabase/functions/${name}/index.ts`;
  return await Deno.stat(entry).then(() => true, () => false);
}

/** Whether a folder or path segment can name a function; `_shared` cannot. */
export function isFunctionName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]*$/.test(name);
}

async function readIfPresent(path: string): Promise<string> {
  return await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
}
