import type { FeedLayout } from "../contract/feed.ts";

type Encoding = FeedLayout["encoding"];

/** A piece of a file as text, and how to say in bytes where a place in it is. */
export interface FeedText {
  readonly text: string;
  readonly encoding: Encoding;
  /** How many bytes of the piece the first characters take. */
  bytesOf(characters: number): number;
}

/** Decodes a piece of a file; the bytes are trusted over every label, and may change within a file. */
export function decodePiece(piece: Uint8Array, known: Encoding | null, isLast: boolean): FeedText {
  const encoding = known?.startsWith("utf-16") ? known : sniffEncoding(piece, isLast);
  const bytes = wholeCharacters(piece, encoding, isLast);
  // Byte order marks stay in the text, so that characters and bytes count alike.
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  return {
    text,
    encoding,
    bytesOf(characters) {
      if (characters >= text.length) return bytes.length;
      if (encoding === "windows-1252") return characters;
      if (encoding !== "utf-8") return characters * 2;
      return new TextEncoder().encode(text.slice(0, characters)).length;
    },
  };
}

function sniffEncoding(piece: Uint8Array, isLast: boolean): Encoding {
  const [first, second] = piece;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  // Without a mark, every other byte of plain text in two-byte characters is zero.
  if (first !== 0 && second === 0) return "utf-16le";
  if (first === 0 && second !== 0) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(wholeCharacters(piece, "utf-8", isLast));
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}

/** The piece without a character that is cut off at its end. */
function wholeCharacters(piece: Uint8Array, encoding: Encoding, isLast: boolean): Uint8Array {
  if (isLast || encoding === "windows-1252") return piece;
  if (encoding !== "utf-8") return piece.subarray(0, piece.length - piece.length % 2);
  let end = piece.length;
  const isContinuation = (byte: number | undefined) => ((byte ?? 0) & 0xc0) === 0x80;
  while (end > 0 && piece.length - end < 3 && isContinuation(piece[end - 1])) end -= 1;
  const lead = piece[end - 1] ?? 0;
  const needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return piece.length - end + 1 < needed ? piece.subarray(0, end - 1) : piece;
}
