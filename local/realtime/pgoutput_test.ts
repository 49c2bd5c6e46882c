import assert from "node:assert/strict";
import { standbyStatus, WalDecoder } from "./pgoutput.ts";

const encoder = new TextEncoder();

function int16(value: number): number[] {
  return [value >> 8, value & 255];
}

function int32(value: number): number[] {
  return [0, 0, ...int16(value)];
}

function text(value: string): number[] {
  return [...encoder.encode(value), 0];
}

function letter(value: string): number {
  return value.charCodeAt(0);
}

/** One message of pgoutput in its envelope: w, start, end, time. */
function walData(end: number, message: number[]): Uint8Array {
  const position = [0, 0, 0, 0, ...int32(end)];
  return Uint8Array.from([letter("w"), ...position, ...position, ...position, ...message]);
}

function relation(columns: string[]): number[] {
  const fields = columns.flatMap((name) => [1, ...text(name), ...int32(25), ...int32(0)]);
  const names = [...text("realtime"), ...text("messages")];
  return [letter("R"), ...int32(7), ...names, letter("d"), ...int16(columns.length), ...fields];
}

Deno.test("WalDecoder: an insert is read with the columns announced before it", () => {
  const wal = new WalDecoder();
  wal.decode(walData(1, relation(["topic", "payload", "binary_payload", "event"])));
  const value = [...encoder.encode("hälls")];
  const insert = [
    ...[letter("I"), ...int32(7), letter("N"), ...int16(4)],
    ...[letter("t"), ...int32(value.length), ...value],
    letter("n"),
    letter("u"),
    ...[letter("t"), ...int32(0)],
  ];
  const event = wal.decode(walData(9, insert));
  assert.ok(event.kind === "insert");
  assert.equal(event.position[7], 9);
  assert.deepEqual([...event.row], [
    ["topic", Uint8Array.from(value)],
    ["payload", null],
    ["binary_payload", null],
    ["event", new Uint8Array(0)],
  ]);
});

Deno.test("WalDecoder: other messages only move the position", () => {
  const event = new WalDecoder().decode(walData(3, [letter("B"), 0, 0, 0]));
  assert.equal(event.kind, "other");
  assert.equal(event.position[7], 3);
});

Deno.test("WalDecoder: a keepalive tells whether it wants an answer", () => {
  const keepalive = (wanted: number) =>
    Uint8Array.from([letter("k"), 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, wanted]);
  const wal = new WalDecoder();
  const event = wal.decode(keepalive(1));
  assert.ok(event.kind === "keepalive" && event.wantsReply);
  assert.equal(event.position[7], 5);
  const calm = wal.decode(keepalive(0));
  assert.ok(calm.kind === "keepalive" && !calm.wantsReply);
});

Deno.test("standbyStatus() confirms one position as written, flushed and applied", () => {
  const position = Uint8Array.from([0, 0, 0, 1, 2, 3, 4, 5]);
  const status = standbyStatus(position, Date.UTC(2000, 0, 1, 0, 0, 1));
  assert.equal(status[0], letter("r"));
  for (const offset of [1, 9, 17]) {
    assert.deepEqual(status.subarray(offset, offset + 8), position);
  }
  assert.equal(new DataView(status.buffer).getBigInt64(25), 1_000_000n);
});
