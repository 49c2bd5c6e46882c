import { deepEqual, throws } from "node:assert/strict";
import { DEFAULT_PORTS } from "./config.ts";
import { choosePorts, freePorts, isPortFree, portsFromEnv } from "./ports.ts";

const nothingRemembered = { fixed: {}, remembered: null };

function allFreeBut(...taken: number[]): (port: number) => boolean {
  return (port) => !taken.includes(port);
}

Deno.test("choosePorts: takes the defaults when they are free", () => {
  deepEqual(choosePorts(nothingRemembered, allFreeBut()), DEFAULT_PORTS);
});

Deno.test("choosePorts: moves the whole block when one port is taken", () => {
  const ports = choosePorts(nothingRemembered, allFreeBut(54322, 54334));
  deepEqual(ports, { api: 54341, postgres: 54342, web: 54343, inbox: 54344 });
});

Deno.test("choosePorts: prefers the block of the last start", () => {
  const remembered = { api: 1001, postgres: 1002, web: 1003, inbox: 1004 };
  deepEqual(choosePorts({ fixed: {}, remembered }, allFreeBut()), remembered);
});

Deno.test("choosePorts: leaves the block of the last start when it is taken now", () => {
  const remembered = { api: 1001, postgres: 1002, web: 1003, inbox: 1004 };
  deepEqual(choosePorts({ fixed: {}, remembered }, allFreeBut(1003)), DEFAULT_PORTS);
});

Deno.test("choosePorts: a fixed port that is taken is named with its variable", () => {
  const wishes = { fixed: { web: 8080 }, remembered: null };
  throws(
    () => choosePorts(wishes, allFreeBut(8080)),
    /port 8080 \(RYLIE_WEB_PORT\) is in use; set/,
  );
});

Deno.test("choosePorts: no two parts get one port", () => {
  const ports = choosePorts({ fixed: { api: 54323 }, remembered: null }, allFreeBut());
  deepEqual(ports, { api: 54323, postgres: 54332, web: 54333, inbox: 54334 });
});

Deno.test("choosePorts: two fixed ports that are one are refused, and both are named", () => {
  const wishes = { fixed: { api: 8080, web: 8080 }, remembered: null };
  throws(
    () => choosePorts(wishes, allFreeBut()),
    /port 8080 \(RYLIE_WEB_PORT\) is RYLIE_API_PORT too/,
  );
});

Deno.test("choosePorts: a fixed port that only the system may open is not called in use alone", () => {
  const wishes = { fixed: { web: 80 }, remembered: null };
  throws(() => choosePorts(wishes, allFreeBut(80)), /RYLIE_WEB_PORT\) is in use or reserved/);
});

Deno.test("portsFromEnv: reads the ports that are set", () => {
  deepEqual(portsFromEnv({ RYLIE_DB_PORT: "6000", RYLIE_API_PORT: "" }), { postgres: 6000 });
});

Deno.test("portsFromEnv: refuses what is no port", () => {
  throws(
    () => portsFromEnv({ RYLIE_DB_PORT: "70000" }),
    /RYLIE_DB_PORT: "70000" is no port; set a number up to 65535/,
  );
});

Deno.test("isPortFree: sees a listener", () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const whileOpen = isPortFree(port);
  listener.close();
  deepEqual([whileOpen, isPortFree(port)], [false, true]);
});

Deno.test("freePorts: four that are free, below those that connections get", () => {
  const ports = Object.values(freePorts());
  deepEqual(new Set(ports).size, 4);
  deepEqual(ports.filter((port) => port >= 32_768 || !isPortFree(port)), []);
});
