/** One row as the server sent it: column name → text bytes, or null. */
export type WalRow = ReadonlyMap<string, Uint8Array<ArrayBuffer> | null>;

/** What one message of the replication stream says. */
export type WalEvent =
  | { readonly kind: "keepalive"; readonly position: Uint8Array; readonly wantsReply: boolean }
  | { readonly kind: "insert"; readonly position: Uint8Array; readonly row: WalRow }
  | { readonly kind: "other"; readonly position: Uint8Array };

const KEEPALIVE = "k".charCodeAt(0);
const WAL_DATA = "w".charCodeAt(0);
const RELATION = "R".charCodeAt(0);
const INSERT = "I".charCodeAt(0);
const STATUS = "r".charCodeAt(0);
const NULL_VALUE = "n".charCodeAt(0);
const UNCHANGED_VALUE = "u".charCodeAt(0);

/** Seconds between the epochs of Unix and of Postgres (2000-01-01). */
const POSTGRES_EPOCH_S = 946_684_800;

const decoder = new TextDecoder();

/** Reads the pgoutput stream (protocol 1, text values); it remembers each relation's columns. */
export class WalDecoder {
  #columns = new Map<number, string[]>();

  /** Reads the body of one CopyData message. */
  decode(body: Uint8Array): WalEvent {
    if (body[0] === KEEPALIVE) {
      return { kind: "keepalive", position: body.slice(1, 9), wantsReply: body[17] === 1 };
    }
    if (body[0] !== WAL_DATA) return { kind: "other", position: new Uint8Array(8) };
    const position = body.slice(9, 17);
    const reader = new Reader(body.subarray(25));
    const type = reader.byte();
    if (type === RELATION) this.#readRelation(reader);
    if (type !== INSERT) return { kind: "other", position };
    return { kind: "insert", position, row: this.#readInsert(reader) };
  }

  #readRelation(reader: Reader): void {
    const id = reader.int32();
    reader.text(); // schema
    reader.text(); // table
    reader.byte(); // replica identity
    const columns: string[] = [];
    for (let left = reader.int16(); left > 0; left--) {
      reader.byte(); // flags
      columns.push(reader.text());
      reader.int32(); // type
      reader.int32(); // type modifier
    }
    this.#columns.set(id, columns);
  }

  #readInsert(reader: Reader): WalRow {
    const columns = this.#columns.get(reader.int32()) ?? [];
    reader.byte(); // "N": a new tuple follows
    const row = new Map<string, Uint8Array<ArrayBuffer> | null>();
    const count = reader.int16();
    for (let index = 0; index < count; index++) {
      const kind = reader.byte();
      const isEmpty = kind === NULL_VALUE || kind === UNCHANGED_VALUE;
      row.set(columns[index] ?? "", isEmpty ? null : reader.bytes(reader.int32()));
    }
    return row;
  }
}

/** The body of the standby's answer: everything up to a position is received and done with. */
export function standbyStatus(position: Uint8Array, nowMs: number): Uint8Array {
  const body = new Uint8Array(34);
  body[0] = STATUS;
  for (const offset of [1, 9, 17]) body.set(position, offset);
  const micros = (BigInt(nowMs) - BigInt(POSTGRES_EPOCH_S) * 1000n) * 1000n;
  new DataView(body.buffer).setBigInt64(25, micros);
  return body;
}

class Reader {
  #bytes: Uint8Array;
  #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.#view.getUint8(this.#offset++);
  }

  int16(): number {
    this.#offset += 2;
    return this.#view.getInt16(this.#offset - 2);
  }

  int32(): number {
    this.#offset += 4;
    return this.#view.getInt32(this.#offset - 4);
  }

  text(): string {
    const end = this.#bytes.indexOf(0, this.#offset);
    const text = decoder.decode(this.#bytes.subarray(this.#offset, end));
    this.#offset = end + 1;
    return text;
  }

  bytes(size: number): Uint8Array<ArrayBuffer> {
    this.#offset += size;
    return this.#bytes.slice(this.#offset - size, this.#offset);
  }
}
