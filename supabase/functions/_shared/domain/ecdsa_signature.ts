const HALF = 32;

/**
 * A P-256 signature as WebCrypto wants it (r and s, 32 bytes each) from DER, which SendGrid sends;
 * null when it is no such signature.
 */
export function rawSignature(der: Uint8Array): Uint8Array | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const r = integer(der, 2);
  const s = r === null ? null : integer(der, r.next);
  if (r === null || s === null || s.next !== der.length) return null;
  const raw = new Uint8Array(2 * HALF);
  raw.set(r.bytes, HALF - r.bytes.length);
  raw.set(s.bytes, 2 * HALF - s.bytes.length);
  return raw;
}

function integer(der: Uint8Array, at: number): { bytes: Uint8Array; next: number } | null {
  const length = der[at + 1];
  if (der[at] !== 0x02 || length === undefined || length === 0) return null;
  const next = at + 2 + length;
  if (next > der.length) return null;
  let bytes = der.subarray(at + 2, next);
  while (bytes.length > 1 && bytes[0] === 0) bytes = bytes.subarray(1);
  return bytes.length > HALF ? null : { bytes, next };
}
