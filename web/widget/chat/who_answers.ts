import type { ChatView, Owner } from "./chat_api.ts";
import { locale, t } from "./words.ts";

/** Who replies and when people are there, said as it is. */
export function whoAnswers(view: ChatView, owner: Owner): string {
  const ai = view.ai_name ?? t("An AI assistant");
  if (owner.who === "staff") return t("{name} is replying", { name: owner.name ?? t("A person") });
  const until = peopleAre(view);
  if (owner.who === "waiting") return t("A person has been asked for · {until}", { until });
  return view.is_ai_on ? t("{ai} answers now · {until}", { ai, until }) : until;
}

function peopleAre({ closes_at, opens_at, dealership }: ChatView): string {
  if (closes_at !== null) return t("people until {time}", { time: hour(closes_at) });
  if (opens_at === null) return t("people are back when we open");
  return t("people from {time}", { time: slotWords(opens_at, dealership.timezone, "short") });
}

function hour(time: string): string {
  const at = new Date(`2000-01-01T${time}:00`);
  return at.toLocaleTimeString(locale(), clock(at));
}

/** "7 PM", but "7:30 PM". */
function clock(at: Date): Intl.DateTimeFormatOptions {
  return at.getMinutes() === 0 ? { hour: "numeric" } : { hour: "numeric", minute: "2-digit" };
}

/**
 * A moment by the dealership's clock: the hour alone today ("10:30 AM") or with its day ("Tue 10:30 AM");
 * "long" is how a visitor says it ("Tuesday, December 1, 10:30 AM").
 */
export function slotWords(moment: string, timeZone: string, length: "short" | "long"): string {
  const at = new Date(moment);
  const day = (one: Date) => one.toLocaleDateString(locale(), { timeZone });
  const date: Intl.DateTimeFormatOptions = length === "long"
    ? { weekday: "long", month: "long", day: "numeric" }
    : day(at) === day(new Date())
    ? {}
    : { weekday: "short" };
  const words = at.toLocaleString(locale(), { timeZone, ...date, ...clock(at) });
  return words.replace(/[\u00a0\u202f]/g, " ");
}
