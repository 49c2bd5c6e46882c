import {
  bubbleState,
  clockTime,
  dayAndTime,
  groupByPause,
  type PhoneExchange,
  type PhoneText,
} from "./line.ts";

/** The bubbles of one phone. */
export interface ThreadView {
  /** Draws the texts of a line; a new line is drawn silently, later news are announced. */
  show(lineKey: string, texts: readonly PhoneText[], exchanges: readonly PhoneExchange[]): void;
}

/** Draws into the list inside `log`, which scrolls and speaks. */
export function createThreadView(log: HTMLElement): ThreadView {
  const list = log.querySelector("ol") ?? log;
  const items = new Map<string, HTMLElement>();
  let shownLine = "";

  function show(
    lineKey: string,
    texts: readonly PhoneText[],
    exchanges: readonly PhoneExchange[],
  ): void {
    const isNewLine = lineKey !== shownLine || items.size === 0;
    // History is not news: it is drawn before the log begins to speak.
    log.setAttribute("aria-live", isNewLine ? "off" : "polite");
    if (lineKey !== shownLine || texts.length < items.size) clear();
    shownLine = lineKey;
    const lastOwn = texts.findLast((text) => text.direction === "inbound")?.sid;
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    let added = false;
    for (const group of groupByPause(texts)) {
      for (const text of group) {
        const old = items.get(text.sid);
        const item = old ?? append(text, text === group[0]);
        added ||= old === undefined;
        showState(item, text, text.sid === lastOwn || text.direction !== "inbound", exchanges);
      }
    }
    if (added && (isAtEnd || isNewLine)) log.scrollTop = log.scrollHeight;
    if (isNewLine) requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  }

  function clear(): void {
    items.clear();
    list.replaceChildren();
  }

  function append(text: PhoneText, isFirst: boolean): HTMLElement {
    if (isFirst) {
      const heading = make("li", "thread-day", dayAndTime(text.created_at, new Date()));
      list.append(heading);
    }
    const item = bubbleItem(text);
    items.set(text.sid, item);
    list.append(item);
    return item;
  }

  return { show };
}

function bubbleItem(text: PhoneText): HTMLElement {
  const isOwn = text.direction === "inbound";
  const item = make("li", "thread-item");
  item.dataset["side"] = isOwn ? "own" : "theirs";
  const bubble = make("div", "thread-bubble");
  bubble.append(make("span", "page-hidden", isOwn ? "You: " : "Dealership: "));
  for (const media of text.media) {
    const image = document.createElement("img");
    image.className = "thread-photo";
    image.src = media.url;
    image.alt = isOwn ? "Photo you sent" : "Photo you received";
    bubble.append(image);
  }
  if (text.body !== "") bubble.append(make("span", "thread-words", text.body));
  bubble.title = clockTime(new Date(text.created_at), true);
  item.append(bubble, make("p", "thread-state"));
  return item;
}

function showState(
  item: HTMLElement,
  text: PhoneText,
  isWanted: boolean,
  exchanges: readonly PhoneExchange[],
): void {
  const line = item.querySelector<HTMLElement>(".thread-state");
  if (line === null) return;
  const state = bubbleState(text, exchanges);
  const words = isWanted || state?.tone === "bad" ? state?.words ?? "" : "";
  if (line.textContent !== words) line.textContent = words;
  line.dataset["tone"] = state?.tone ?? "plain";
  item.dataset["status"] = text.status;
}

/** An element with a class and a text. */
export function make(tag: string, className: string, text = ""): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
