import { deepEqual, equal, throws } from "node:assert/strict";
import { commandLine, isReachableByAll, unprivilegedUser } from "./os_user.ts";

const ROOT = "root:x:0:0:root:/root:/bin/sh";

Deno.test("unprivilegedUser: is nobody, whatever stands before", () => {
  const passwd = `${ROOT}\nbin:x:2:3:bin:/bin:/x\nnobody:x:65534:65534:nobody:/:/x\n`;
  deepEqual(unprivilegedUser(passwd), { uid: 65534, gid: 65534 });
});

Deno.test("unprivilegedUser: is the first that is not root where there is no nobody", () => {
  deepEqual(unprivilegedUser(`${ROOT}\nbin:x:2:3:bin:/bin:/x`), { uid: 2, gid: 3 });
});

Deno.test("unprivilegedUser: a system of only root has none", () => {
  throws(() => unprivilegedUser(ROOT), /no other user exists/);
});

Deno.test("isReachableByAll: one closed folder on the way closes the path", async () => {
  const closed = await Deno.makeTempDir();
  await Deno.chmod(closed, 0o700);
  equal(await isReachableByAll(`${closed}/inside`), false);
  await Deno.chmod(closed, 0o711);
  equal(await isReachableByAll(`${closed}/inside`), true);
  await Deno.remove(closed);
});

Deno.test("commandLine: is that of a live process, null of none", async () => {
  equal((await commandLine(Deno.pid))?.includes("test"), true);
  const child = new Deno.Command(Deno.execPath(), { args: ["--version"], stdout: "null" }).spawn();
  await child.status;
  equal(await commandLine(child.pid), null);
});
