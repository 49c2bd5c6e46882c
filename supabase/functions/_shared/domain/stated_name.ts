import { foldText } from "./text.ts";

const INTRODUCED =
  /(?:^|[.,!?]\s*|\b)(?:my name is|my name's|name is|name's|this is|it'?s|i'?m|i am|call me|me llamo|mi nombre es|soy|a nombre de|under the name(?: of)?)\s+(\p{L}[\p{L}'-]+(?:\s\p{Lu}[\p{L}'-]+){0,2})/iu;
const SURE = /\b(?:my name|name is|name's|me llamo|mi nombre|a nombre de|under the name)\b/i;
const ALONE = /^\W*(\p{L}[\p{L}'-]+(?:\s\p{L}[\p{L}'-]+){0,2})\W*$/u;

/** Everyday words that open such sentences without being names. */
const NO_NAMES = new Set(
  "a an the not no yes yeah yep ok okay sure just still really very so too also looking interested trying wondering thinking ready here there good great fine sorry late back home going coming free busy done afraid glad happy sick tired new from in on at to for with about what when why how who it that this he she we you they thanks thank tks thx thks tnx please maybe idk hello hi hey bye stop start help none nope nah nothing never one any some all for el la un una de en muy no si ya mi su que quien como cuando interesado interesada buscando listo lista gracias hola adios nada tomorrow today tonight monday tuesday wednesday thursday friday saturday sunday morning afternoon evening noon available cash cheap expensive open closed black white red blue gray grey silver green used certified automatic manual asdf"
    .split(" "),
);

/**
 * Returns the name a text states: "my name is John", "soy Ana", or the whole text when a name was
 * asked for. Numbers, addresses and everyday words are never names.
 */
export function statedName(text: string, awaited: boolean): string | null {
  const introduced = INTRODUCED.exec(text);
  const found = introduced?.[1] ?? (awaited ? ALONE.exec(text)?.[1] : undefined);
  if (found === undefined) return null;
  const words = found.split(/\s+/).filter((word) => word !== "");
  if (words.some((word) => word.length > 24 || NO_NAMES.has(foldText(word)))) return null;
  // In a text that shouts, capitals tell no name.
  const capital = /^\p{Lu}/u.test(words[0] ?? "") && /\p{Ll}/u.test(text);
  if (!awaited && !capital && !SURE.test(text)) return null;
  if (!awaited && !SURE.test(text) && found.length === text.trim().length) return null;
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}
