/** First bytes that tell what a file is; nothing else is believed. */
const SIGNS: readonly (readonly [string, number, readonly number[]])[] = [
  ["image/jpeg", 0, [0xff, 0xd8, 0xff]],
  ["image/png", 0, [0x89, 0x50, 0x4e, 0x47]],
  ["image/gif", 0, [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", 8, [0x57, 0x45, 0x42, 0x50]],
  ["application/pdf", 0, [0x25, 0x50, 0x44, 0x46]],
  ["audio/amr", 0, [0x23, 0x21, 0x41, 0x4d, 0x52]],
  ["audio/ogg", 0, [0x4f, 0x67, 0x67, 0x53]],
];
const EXTENSIONS: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/heic": "heic",
  "application/pdf": "pdf",
  "audio/amr": "amr",
  "audio/ogg": "ogg",
  "video/mp4": "mp4",
};

/** The type of a file by its bytes; plain bytes when nobody should open it in a browser. */
export function mediaType(bytes: Uint8Array): string {
  const found = SIGNS.find(([, at, sign]) =>
    sign.every((byte, place) => bytes[at + place] === byte)
  );
  if (found !== undefined) return found[0];
  const brand = new TextDecoder("latin1").decode(bytes.subarray(4, 12));
  if (/^ftyp(?:hei|mif|msf)/.test(brand)) return "image/heic";
  return brand.startsWith("ftyp") ? "video/mp4" : "application/octet-stream";
}

/** How the name of such a file ends. */
export function mediaExtension(type: string): string {
  return EXTENSIONS[type] ?? "bin";
}
