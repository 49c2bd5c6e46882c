import { foldText } from "./text.ts";

const INTRODUCED =
  /(?:^|[.,!?]\s*|\b)(?:my name is|my name's|name is|name's|this is|it'?s(?: under)?|i'?m|i am|call me|me llamo|mi nombre es|soy|a nombre de|under the name(?: of)?)\s+(\p{L}[\p{L}'-]+(?:\s(?:&|\p{L}[\p{L}'-]*)){0,4})/iu;
const SURE = /\b(?:my name|name is|name's|me llamo|mi nombre|a nombre de|under the name)\b/i;
const ALONE = /^\W*(\p{L}[\p{L}'-]+(?:\s(?:&|\p{L}[\p{L}'-]*)){0,3})\W*$/u;
/** "Yes. Ellen Fisk" agrees and then answers. */
const AGREED =
  /^\W*(?:yes|yeah|yep|yup|sure|ok|okay|great|perfect|sounds good|thanks|thank you|si|claro|bueno|under|put it under|it'?s under)(?:[,.!:]+\s*|\s+(?=under\b|put\b|it'?s\b))/i;
/** "Rob, Summit Plumbing" */
const COMPANY = /(?<=^\W*\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?),(?: \p{Lu}[\p{L}&.]*){1,4}\W*$/u;
const JOINING = /^(?:and|&|y)$/i;
const PARTICLE = /^(?:de|del|la|las|los|da|dos|van|von|der|bin|st)$/i;
/** Where a sentence goes on behind a name. */
const ENDING =
  /^(?:i|we|my|from|here|but|or|with|for|who|at|in|on|is|was|again|calling|texting|looking|interested|please|thanks|and|so|the|a|an|pero|desde|aqui|con|por|para|que|gracias)$/i;

/** Everyday words that open such sentences without being names. */
const NO_NAMES = new Set(
  "lol haha hmm hm um wow omg damn well k kk can could will would do does did is are was i my me mine our your his her got have has had need want see call let make move change cancel way time day where which a an the not no yes yeah yep ok okay sure just still really very so too also looking interested trying wondering thinking ready here there good great fine sorry late back home going coming free busy done afraid glad happy sick tired new from in on at to for with about what when why how who it that this he she we you they thanks thank tks thx thks tnx please maybe idk hello hi hey bye stop start help none nope nah nothing never one any some all for el la un una de en muy no si ya mi su que quien como cuando interesado interesada buscando listo lista gracias hola adios nada tomorrow today tonight monday tuesday wednesday thursday friday saturday sunday morning afternoon evening noon available cash cheap expensive open closed black white red blue gray grey silver green used certified automatic manual asdf"
    .split(" "),
);

/**
 * Returns the name a text states: "my name is John", "soy Ana", or the whole text when a name was
 * asked for. Numbers, addresses and everyday words are never names.
 */
export function statedName(text: string, awaited: boolean): string | null {
  const introduced = INTRODUCED.exec(text);
  const bare = text.replace(AGREED, "").replace(COMPANY, "");
  const alone = awaited ? ALONE.exec(bare)?.[1] : undefined;
  const found = introduced?.[1] ?? alone;
  if (found === undefined) return null;
  const words = nameWords(found);
  // "Can we do Wednesday" is no Can: an answer is a name as a whole or not at all.
  if (introduced === null && words.length < found.split(/\s+/).length) return null;
  if (words.length === 0 || words.some(isNoName)) return null;
  // In a text that shouts, capitals tell no name.
  const capital = /^\p{Lu}/u.test(words[0] ?? "") && /\p{Ll}/u.test(text);
  if (!awaited && !capital && !SURE.test(text)) return null;
  if (!awaited && !SURE.test(text) && found.length === text.trim().length) return null;
  return words.map((word, i) =>
    isSmall(word, i) ? word : word.charAt(0).toUpperCase() + word.slice(1)
  )
    .join(" ");
}

function isNoName(word: string, i: number): boolean {
  return word.length > 24 || (NO_NAMES.has(foldText(word)) && !isSmall(word, i));
}

/** "de", "la" and "and" inside a name. */
function isSmall(word: string, i: number): boolean {
  return i > 0 && (PARTICLE.test(word) || JOINING.test(word));
}

/** "Dave and I bought" names Dave, "Bob and Linda Harris" names both. */
function nameWords(found: string): string[] {
  const words = found.split(/\s+/).filter((word) => word !== "");
  const isCapital = /^\p{Lu}/u.test(words[0] ?? "");
  const end = words.findIndex((word, i) => {
    if (i === 0 || PARTICLE.test(word)) return false;
    if (JOINING.test(word)) return !isCapital || !/^\p{Lu}\p{L}/u.test(words[i + 1] ?? "");
    return ENDING.test(word) || word.length < 2 || (isCapital && !/^\p{Lu}/u.test(word));
  });
  return end === -1 ? words : words.slice(0, end);
}
