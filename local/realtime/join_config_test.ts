import assert from "node:assert/strict";
import { parseJoin } from "./join_config.ts";

Deno.test("parseJoin() reads all that realtime-js sends", () => {
  const config = parseJoin({
    config: {
      broadcast: { ack: true, self: "True", replay: { since: 5, limit: 10 } },
      presence: { key: "me", enabled: "true" },
      postgres_changes: [{ event: "*" }, null],
      private: true,
    },
    access_token: "token",
  });
  assert.deepEqual(config, {
    isPrivate: true,
    wantsAck: true,
    wantsOwnBroadcasts: true,
    wantsReplicationReady: false,
    wantsPresence: true,
    presenceKey: "me",
    replay: { sinceMs: 5, limit: 10 },
    postgresChanges: [{ event: "*" }],
    accessToken: "token",
  });
});

Deno.test("parseJoin() takes what it cannot read as not said", () => {
  for (const payload of [null, 1, "x", [], { config: 3 }, { config: { broadcast: "x" } }]) {
    const config = parseJoin(payload);
    assert.equal(config.isPrivate, false);
    assert.equal(config.replay, null);
    assert.equal(config.presenceKey, null);
  }
  assert.equal(parseJoin({ config: { private: "yes" } }).isPrivate, false);
});

Deno.test("parseJoin() keeps replays within their limits", () => {
  const replayOf = (replay: { since?: number | string; limit?: number }) =>
    parseJoin({ config: { broadcast: { replay } } }).replay;
  assert.deepEqual(replayOf({ since: 1 }), { sinceMs: 1, limit: 25 });
  assert.deepEqual(replayOf({ since: 1, limit: 900 }), { sinceMs: 1, limit: 25 });
  assert.deepEqual(replayOf({ since: 1, limit: -4 }), { sinceMs: 1, limit: 1 });
  for (const replay of [{}, { since: "1" }, { since: 1.5 }, { since: 1e300 }]) {
    assert.equal(replayOf(replay), "invalid");
  }
});
