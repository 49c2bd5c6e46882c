/** The texts that a TwiML answer asks Twilio to send back. */
export function twimlMessages(xml: string): readonly string[] {
  const bodies: string[] = [];
  for (const [, content = ""] of xml.matchAll(/<Message\b[^>]*>([\s\S]*?)<\/Message>/g)) {
    const body = /<Body\b[^>]*>([\s\S]*?)<\/Body>/.exec(content)?.[1] ?? content;
    const text = unescapeXml(body.replace(/<[^>]*>/g, "")).trim();
    if (text !== "") bodies.push(text);
  }
  return bodies;
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  amp: "&",
};

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    return ENTITIES[name] ?? whole;
  });
}
