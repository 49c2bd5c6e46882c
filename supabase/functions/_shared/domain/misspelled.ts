/** Words that decide what a message wants; a swap of two letters in them is no other word. */
const KEY_WORDS =
  "price prices miles mileage available tomorrow saturday sunday monday tuesday wednesday thursday friday appointment financing payment payments warranty electric hybrid automatic leather heated address dealership trade color colors truck trucks sedan silver white black camera service"
    .split(" ");
/** What thumbs make of a word, one by one. */
const KNOWN: Readonly<Record<string, string>> = {
  wat: "what",
  wats: "whats",
  wht: "what",
  hw: "how",
  ne1: "anyone",
  nvm: "nevermind",
  teh: "the",
  stil: "still",
  hav: "have",
  milage: "mileage",
  tomoro: "tomorrow",
  tomorow: "tomorrow",
  tommorow: "tomorrow",
  tommorrow: "tomorrow",
  availible: "available",
  avalible: "available",
  avaliable: "available",
  availabe: "available",
  apointment: "appointment",
  appointmet: "appointment",
  finace: "finance",
  financeing: "financing",
  intrested: "interested",
  warrenty: "warranty",
};
const SWAPPED = new Map(KEY_WORDS.flatMap((word) => swapsOf(word).map((swap) => [swap, word])));

/** Returns a folded text with the misspelled words put right that no rule would find otherwise. */
export function wellSpelled(folded: string): string {
  return folded.replace(
    /\b[a-z][a-z0-9]{1,11}\b/g,
    (word) => Object.hasOwn(KNOWN, word) ? KNOWN[word] ?? word : SWAPPED.get(word) ?? word,
  );
}

/** Every word that a swap of two neighbours makes; the first letter is seldom wrong. */
function swapsOf(word: string): string[] {
  return Array.from({ length: word.length - 2 }, (_, i) => i + 1)
    .map((i) => word.slice(0, i) + word.charAt(i + 1) + word.charAt(i) + word.slice(i + 2))
    .filter((swap) => swap !== word);
}
