/** A text as the local Twilio keeps it. */
export interface PhoneText {
  readonly sid: string;
  readonly direction: "inbound" | "outbound-api" | "outbound-reply";
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media: readonly { readonly url: string; readonly content_type: string }[];
  readonly status: string;
  readonly error_code: string | null;
  readonly created_at: string;
}

/** One signed request, or one step of a text. */
export interface PhoneExchange {
  readonly id: number;
  readonly at: string;
  readonly kind: string;
  readonly label: string;
  readonly answer: string;
  readonly is_ok: boolean;
  readonly ms: number;
  readonly shopper: string;
  readonly ours: string;
  readonly message_sid: string | null;
  readonly request: {
    readonly url: string;
    readonly signature: string;
    readonly params: Readonly<Record<string, string>>;
  } | null;
  readonly response: { readonly status: number | null; readonly body: string } | null;
}

/** The two ends of one phone's conversation. */
export interface Line {
  readonly shopper: string;
  readonly ours: string;
}

/** Whether a text went over this line. */
export function isOnLine(text: { from: string; to: string }, line: Line): boolean {
  return (text.from === line.shopper && text.to === line.ours) ||
    (text.from === line.ours && text.to === line.shopper);
}

/** Takes a new or changed text into a list that stays in the order of arrival. */
export function withText(texts: readonly PhoneText[], text: PhoneText): readonly PhoneText[] {
  const isKnown = texts.some((one) => one.sid === text.sid);
  return isKnown ? texts.map((one) => one.sid === text.sid ? text : one) : [...texts, text];
}

/** What is written under a bubble, or null when there is nothing to tell. */
export function bubbleState(
  text: PhoneText,
  exchanges: readonly PhoneExchange[],
): { words: string; tone: "plain" | "bad" } | null {
  if (text.direction === "inbound") return sentState(text, exchanges);
  if (text.direction === "outbound-reply") return { words: "Answered by Twilio", tone: "plain" };
  if (text.status === "delivered") return null;
  const isLost = text.status === "undelivered" || text.status === "failed";
  return isLost
    ? { words: `Not delivered, error ${text.error_code ?? "unknown"}`, tone: "bad" }
    : { words: "On its way", tone: "plain" };
}

function sentState(
  text: PhoneText,
  exchanges: readonly PhoneExchange[],
): { words: string; tone: "plain" | "bad" } {
  const webhook = exchanges.findLast((one) =>
    one.kind === "inbound_webhook" && one.message_sid === text.sid
  );
  // The list of exchanges begins anew with the stack; older texts were settled then.
  if (webhook === undefined) return { words: "Sent", tone: "plain" };
  return webhook.is_ok
    ? { words: "Delivered", tone: "plain" }
    : { words: `Webhook: ${webhook.answer}${whyRefused(webhook.answer)}`, tone: "bad" };
}

/** What a person at the phone can do about it. */
function whyRefused(answer: string): string {
  if (answer === "403") return ", TWILIO_AUTH_TOKEN in functions/.env is not the simulator's";
  return /^5\d\d$/.test(answer) ? ", the terminal says why" : "";
}

/** A number for people: `(555) 010-0142`; one of another form stays as it is. */
export function formatNumber(e164: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return parts === null ? e164 : `(${parts[1]}) ${parts[2]}-${parts[3]}`;
}

/** Texts under the day and hour that they begin: a new heading after an hour's pause. */
export function groupByPause(texts: readonly PhoneText[]): readonly (readonly PhoneText[])[] {
  const groups: PhoneText[][] = [];
  let last = -Infinity;
  for (const text of texts) {
    const at = Date.parse(text.created_at);
    if (at - last > 3_600_000) groups.push([]);
    groups.at(-1)?.push(text);
    last = at;
  }
  return groups;
}

/** "Today 10:02", "Yesterday 18:30", or the date. */
export function dayAndTime(iso: string, now: Date): string {
  const at = new Date(iso);
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  const day = days === 0
    ? "Today"
    : days === 1
    ? "Yesterday"
    : at.toLocaleDateString("en-US", { weekday: "short", month: "short", day: "numeric" });
  return `${day} ${clockTime(at)}`;
}

/** Hours and minutes, and seconds if wanted. */
export function clockTime(at: Date, withSeconds = false): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return withSeconds ? `${time}:${two(at.getSeconds())}` : time;
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/** A shopper's number nobody uses yet, from the range that is kept for fiction. */
export function newShopper(taken: readonly string[], random: () => number): string {
  for (;;) {
    // From 1000 on: the dealerships' own numbers lie below.
    const number = `+1555010${1000 + Math.floor(random() * 9000)}`;
    if (!taken.includes(number)) return number;
  }
}
