/** An E.164 number as people read it: `(555) 010-0142` for the US, grouped digits else. */
export function formatPhone(e164: string): string {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return us === null ? e164 : `(${us[1]}) ${us[2]}-${us[3]}`;
}
