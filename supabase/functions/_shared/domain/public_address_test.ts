import assert from "node:assert/strict";
import { publicAddress } from "./public_address.ts";

Deno.test("publicAddress() lets public servers through", () => {
  const hosts = ["feeds.example.com", "8.8.8.8", "[2606:4700::1111]", "172.15.0.1", "203.0.112.1"];
  for (const host of hosts) assert.equal(publicAddress(host), true, host);
});

Deno.test("publicAddress() lets nothing inside be asked, in any spelling", () => {
  const hosts = [
    "localhost",
    "db.internal",
    "printer.local",
    "kong",
    "127.0.0.1",
    "127.1.2.3",
    "10.1.1.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "::",
    "[::ffff:127.0.0.1]",
    "[fd00::1]",
    "[fe80::1]",
    "[2002:7f00:1::]",
    "[64:ff9b::7f00:1]",
    "127.1",
  ];
  for (const host of hosts) assert.equal(publicAddress(host), false, host);
});
