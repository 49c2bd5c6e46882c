const NUMBER =
  /(?<![\w$.])(?:\+?1[ .-]?)?\(?([2-9]\d{2})\)?[ .-]?(\d{3})[ .-]?(\d{4})(?!\w|[.,]\d)/;

/** Returns the North American phone number that a text states ("518-555-0142"), null without one. */
export function statedNumber(text: string): string | null {
  const found = NUMBER.exec(text);
  return found === null ? null : found.slice(1, 4).join("-");
}
