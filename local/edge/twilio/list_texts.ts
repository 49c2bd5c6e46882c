import { type TextMessage, toTwilioJson } from "./text_message.ts";

/** One page of messages as Twilio's REST API lists them, newest first. */
export function listTextsJson(
  messages: readonly TextMessage[],
  query: URLSearchParams,
  path: string,
): Record<string, unknown> {
  const size = clamp(Number(query.get("PageSize") ?? 50), 1, 1_000);
  const page = Math.max(0, Number(query.get("Page") ?? 0) || 0);
  const matching = messages.filter((message) => fits(message, query)).toReversed();
  const start = page * size;
  const shown = matching.slice(start, start + size);
  const uriOf = (number: number) => {
    const target = new URLSearchParams(query);
    target.set("PageSize", String(size));
    target.set("Page", String(number));
    return `${path}?${target}`;
  };
  return {
    end: Math.max(start, start + shown.length - 1),
    first_page_uri: uriOf(0),
    messages: shown.map(toTwilioJson),
    next_page_uri: start + size < matching.length ? uriOf(page + 1) : null,
    page,
    page_size: size,
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
    start,
    uri: uriOf(page),
  };
}

function fits(message: TextMessage, query: URLSearchParams): boolean {
  const to = query.get("To");
  const from = query.get("From");
  if (to !== null && to !== message.to) return false;
  if (from !== null && from !== message.from) return false;
  return fitsDate(message.sent_at ?? message.created_at, query);
}

function fitsDate(iso: string, query: URLSearchParams): boolean {
  const on = query.get("DateSent");
  const before = query.get("DateSent<");
  const after = query.get("DateSent>");
  // Twilio's clients send whole seconds; compared finer, a text of the same second would be lost.
  const second = toSecond(iso);
  if (before !== null && second > toSecond(before)) return false;
  if (after !== null && second < toSecond(after)) return false;
  return on === null || iso.slice(0, 10) === on.slice(0, 10);
}

function toSecond(date: string): number {
  return Math.floor(Date.parse(date) / 1000);
}

function clamp(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : least;
}
