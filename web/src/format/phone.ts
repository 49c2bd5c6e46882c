/** An address as people read it: a US number as `(555) 010-0142`, all else as it is. */
export function formatPhone(address: string): string {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(address);
  return us === null ? address : `(${us[1]}) ${us[2]}-${us[3]}`;
}

/** A number as people write it, in E.164; null when it is none. Without a country it is a US one. */
export function toE164(written: string): string | null {
  const plain = written.replace(/[\s().-]/g, "");
  if (/^\+[1-9]\d{6,14}$/.test(plain)) return plain;
  const national = /^1?([2-9]\d{9})$/.exec(plain)?.[1];
  return national === undefined ? null : `+1${national}`;
}
