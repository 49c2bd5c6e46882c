import { ADF_TAGS, BLOCK_TAGS, INLINE_TAGS, LEAF_TAGS, PROSPECT_PARTS } from "./adf_words.ts";
import { type AdfToken, scanAdf } from "./adf_tokens.ts";

/** Why a document cannot become a lead without a person looking at it. */
export type AdfDefect = "truncated" | "unbalanced" | "too_deep" | "too_many_elements";

/** A document that any XML parser accepts, and what was wrong with it. */
export interface RepairedAdf {
  readonly xml: string;
  readonly defects: ReadonlySet<AdfDefect>;
}

const MAX_DEPTH = 64;
const MAX_TAGS = 20_000;
/** An entity, or an `&` that stands for itself. */
const BARE_AMPERSAND = /&(?!(?:[a-z][\da-z]{1,31}|#\d{1,7}|#x[\da-f]{1,6});)/gi;
/** Names that would reach into a plain object. */
const UNSAFE_NAME =
  /^(?:__.*|constructor|prototype|tostring|valueof|hasownproperty|xml.*|isprototypeof|propertyisenumerable|tolocalestring)$/;

/**
 * Returns the document with lower-case tags, every tag closed, every attribute quoted, inline tags
 * turned into line ends, and everything that is not a tag escaped.
 */
export function repairAdf(text: string): RepairedAdf {
  const { tokens, cut_off } = scanAdf(text);
  const closed = new Set(tokens.filter((t) => t.kind === "close").map((t) => t.name));
  const writer = new BalancedWriter(cut_off, isBalanced(tokens, closed));
  for (const token of tokens) {
    if (!writer.write(token, closed)) break;
  }
  return writer.finish();
}

/** True when every tag that counts is closed in order; then nothing has to be guessed. */
function isBalanced(tokens: readonly AdfToken[], closed: ReadonlySet<string>): boolean {
  const stack: string[] = [];
  for (const token of tokens) {
    if (token.kind === "text" || isText(token, closed) || isInline(token.name)) continue;
    if (token.kind === "open" && !token.empty) stack.push(token.name);
    if (token.kind === "close" && stack.pop() !== token.name) return false;
  }
  return stack.length === 0;
}

/** `I want <cheap> cars`: no tag of ADF, and nothing ever closes it. */
function isText(token: AdfToken, closed: ReadonlySet<string>): boolean {
  return token.kind === "open" && !token.empty && !ADF_TAGS.has(token.name) &&
    !closed.has(token.name) && !isInline(token.name);
}

function isInline(name: string): boolean {
  return BLOCK_TAGS.has(name) || INLINE_TAGS.has(name);
}

/** Writes tags so that they nest, whatever order they come in. */
class BalancedWriter {
  readonly #parts: string[] = [];
  readonly #open: string[] = [];
  readonly #openCount = new Map<string, number>();
  readonly #defects = new Set<AdfDefect>();
  readonly #guesses: boolean;
  #tags = 0;
  /** How many opening tags were left out below the deepest level. */
  #tooDeep = 0;

  constructor(cutOff: boolean, balanced: boolean) {
    this.#guesses = !balanced;
    if (cutOff) this.#defects.add("truncated");
    else if (!balanced) this.#defects.add("unbalanced");
  }

  /** Returns false when the document holds more tags than anybody's lead. */
  write(token: AdfToken, closed: ReadonlySet<string>): boolean {
    if (token.kind === "text") this.#text(token.text, token.literal);
    else if (isText(token, closed)) this.#text(token.raw, true);
    else if (isInline(token.name)) this.#parts.push(BLOCK_TAGS.has(token.name) ? "\n" : "");
    else if (++this.#tags > MAX_TAGS) {
      this.#defects.add("too_many_elements");
      return false;
    } else if (token.kind === "open") this.#start(token);
    else this.#end(token.name);
    return true;
  }

  finish(): RepairedAdf {
    while (this.#open.length > 0) this.#pop();
    return { xml: this.#parts.join(""), defects: this.#defects };
  }

  #text(text: string, literal: boolean): void {
    const escaped = literal ? text.replaceAll("&", "&amp;") : text.replace(BARE_AMPERSAND, "&amp;");
    this.#parts.push(escaped.replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
  }

  #start(token: Extract<AdfToken, { kind: "open" }>): void {
    if (this.#guesses) this.#closeForgotten(token.name);
    if (this.#open.length >= MAX_DEPTH) {
      this.#defects.add("too_deep");
      if (!token.empty) this.#tooDeep++;
      return;
    }
    const name = safeName(token.name);
    const attributes = [...token.attributes].slice(0, 20).map(([key, value]) => {
      const quoted = value.replace(BARE_AMPERSAND, "&amp;").replaceAll("<", "&lt;")
        .replaceAll('"', "&quot;");
      return ` ${safeName(key)}="${quoted}"`;
    });
    this.#parts.push(`<${name}${attributes.join("")}${token.empty ? "/" : ""}>`);
    if (token.empty) return;
    this.#open.push(name);
    this.#openCount.set(name, (this.#openCount.get(name) ?? 0) + 1);
  }

  #end(rawName: string): void {
    const name = safeName(rawName);
    if (this.#tooDeep > 0) {
      this.#tooDeep--;
      return;
    }
    if ((this.#openCount.get(name) ?? 0) === 0) return;
    while (this.#pop() !== name);
  }

  #pop(): string {
    const name = this.#open.pop() ?? "";
    this.#openCount.set(name, (this.#openCount.get(name) ?? 1) - 1);
    this.#parts.push(`</${name}>`);
    return name;
  }

  /** `<phone>555-0100<vendor>`: a part that holds only text, or the part before, ends here. */
  #closeForgotten(next: string): void {
    if (!ADF_TAGS.has(next)) return;
    const top = this.#open.at(-1);
    if (top !== undefined && LEAF_TAGS.has(top)) this.#pop();
    const level = next === "prospect"
      ? this.#open.indexOf("prospect")
      : PROSPECT_PARTS.has(next)
      ? this.#open.findIndex((name) => PROSPECT_PARTS.has(name))
      : -1;
    if (level < 0) return;
    while (this.#open.length > level) this.#pop();
  }
}

function safeName(name: string): string {
  return UNSAFE_NAME.test(name) ? `x-${name}` : name;
}
