/** An address as people read it: a US number as `(555) 010-0142`, all else as it is. */
export function formatPhone(address: string): string {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(address);
  return us === null ? address : `(${us[1]}) ${us[2]}-${us[3]}`;
}
