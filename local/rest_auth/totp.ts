import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_SECONDS = 30;
const DIGITS = 6;

/** Makes a TOTP secret of 160 bits in base 32. */
export function newTotpSecret(): string {
  return [...randomBytes(32)].map((byte) => BASE32[byte % 32]).join("");
}

/** The code that an authenticator app shows for a secret at a time (RFC 6238, SHA-1, 30 s). */
export function totpCode(secret: string, at: Date): string {
  return codeOfStep(secret, stepAt(at));
}

/** Checks a code, allowing one step of clock difference either way. */
export function isTotpCode(secret: string, code: string, at: Date): boolean {
  if (!/^\d{6}$/.test(code)) return false;
  const given = new TextEncoder().encode(code);
  return [-1, 0, 1].some((offset) => {
    const expected = new TextEncoder().encode(codeOfStep(secret, stepAt(at) + offset));
    return timingSafeEqual(given, expected);
  });
}

/** The link that an authenticator app reads from the QR code. */
export function totpUri(parts: { secret: string; issuer: string; account: string }): string {
  const label = encodeURIComponent(`${parts.issuer}:${parts.account}`);
  const query = new URLSearchParams({
    algorithm: "SHA1",
    digits: String(DIGITS),
    issuer: parts.issuer,
    period: String(STEP_SECONDS),
    secret: parts.secret,
  });
  return `otpauth://totp/${label}?${query}`;
}

function stepAt(at: Date): number {
  return Math.floor(at.getTime() / 1000 / STEP_SECONDS);
}

function codeOfStep(secret: string, step: number): string {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const digest = createHmac("sha1", base32Bytes(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

function base32Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  let bits = 0;
  let bitCount = 0;
  for (const letter of text.toUpperCase()) {
    const value = BASE32.indexOf(letter);
    if (value < 0) continue;
    bits = (bits << 5) | value;
    bitCount += 5;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes.push((bits >> bitCount) & 255);
    bits &= (1 << bitCount) - 1;
  }
  return new Uint8Array(bytes);
}
