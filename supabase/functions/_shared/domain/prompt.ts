import type { Booking } from "../contract/bookings.ts";
import type { HoursBook } from "./business_hours.ts";
import type { LoadedReply } from "../contract/reply.ts";
import { openState } from "./business_hours.ts";
import { plainText } from "./plain_text.ts";
import { RULES, STAFF_RULES } from "./prompt_rules.ts";
import { maskNumbers } from "./redaction.ts";
import { fillPrompt } from "./template_variables.ts";
import { estimateTokens, newestWithin } from "./token_estimate.ts";
import { clockOf, localMoment } from "./zoned_time.ts";

/** One turn of the conversation as the model reads it. */
export interface PromptTurn {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** All that the model is told before it writes. */
export interface Prompt {
  readonly system: string;
  readonly turns: readonly PromptTurn[];
}

/** Tokens that a prompt may cost beside the answer; enough for 30 messages of ordinary length. */
const PROMPT_TOKENS = 6_000;
/** The newest message is read whole up to here, whatever the budget. */
const TURN_LENGTH = 2_000;

/**
 * Assembles what the model reads: rules, persona, facts and the rolling summary, then as many of the
 * newest messages as the token budget allows. The correction says why its last draft was refused.
 */
export function assemblePrompt(
  loaded: LoadedReply,
  correction: string | null = null,
  bookings: readonly Booking[] = [],
  tokenBudget: number = PROMPT_TOKENS,
): Prompt {
  const parts = [
    RULES,
    ...(loaded.voice === "staff" ? [STAFF_RULES] : []),
    personaPart(loaded),
    factsPart(loaded),
    ...bookings.map((one) => bookingLine(one, loaded)),
    ...summaryPart(loaded),
    ...rewritePart(loaded),
  ];
  if (correction !== null) {
    parts.push(`Your last draft was refused: ${correction}. Write it anew without that.`);
  }
  const system = parts.join("\n\n");
  const turns = newestWithin(
    turnsOf(loaded),
    tokenBudget - estimateTokens(system),
    (turn) => turn.content,
  );
  return { system, turns };
}

function bookingLine({ kind, starts_at }: Booking, { dealership }: LoadedReply): string {
  const { date, minutes } = localMoment(starts_at, dealership.timezone);
  return `The customer has a ${kind.replace("_", " ")} booked: ${date} ${clockOf(minutes)}`;
}

const VARIANT_WORDS = {
  shorter: "shorter: only what the customer needs, in one or two sentences",
  warmer: "warmer: friendlier and more personal, without a word of flattery",
} as const;

function rewritePart({ rewrite }: LoadedReply): string[] {
  if (rewrite === null || rewrite === undefined) return [];
  return [
    `Your draft was: <<summary>>${clean(rewrite.content)}<</summary>> ` +
    `Write it anew, ${VARIANT_WORDS[rewrite.variant]}. Keep its facts and add none.`,
  ];
}

function summaryPart({ conversation }: LoadedReply): string[] {
  const { summary } = conversation.ai_context;
  if (summary === null || summary.text === "") return [];
  return [`Earlier in this thread: <<summary>>${clean(summary.text)}<</summary>>`];
}

function personaPart({ persona, dealership }: LoadedReply): string {
  if (persona === null) return `You are the AI assistant of ${dealership.name}.`;
  const template = [persona.prompt_template, persona.system_prompt ?? ""].join("\n").trim();
  const filled = fillPrompt(template, {
    persona_name: persona.name,
    dealership_name: dealership.name,
  });
  const style = JSON.stringify({
    traits: persona.personality_traits ?? {},
    style: persona.response_style ?? {},
  });
  return `${filled}\nVoice: ${style.slice(0, 1000)}`;
}

function factsPart(loaded: LoadedReply): string {
  const { dealership, customer } = loaded;
  const moment = localMoment(loaded.now, dealership.timezone);
  const day = new Date(`${moment.date}T00:00:00Z`)
    .toLocaleDateString("en-US", { weekday: "long", timeZone: "UTC" });
  const address = [dealership.address_line, dealership.city, dealership.region]
    .filter((part) => part !== null).join(", ");
  const state = openState(hoursBook(loaded), "sales", moment);
  return [
    "Facts:",
    `Dealership: ${dealership.name}`,
    address === "" ? null : `Address: ${address}`,
    dealership.contact_phone === null ? null : `Phone: ${dealership.contact_phone}`,
    `Now there: ${day} ${moment.date} ${clockOf(moment.minutes)}`,
    state.known ? `Sales is ${state.open ? "open" : "closed"} right now` : null,
    customer?.first_name ? `Customer's first name: ${cleanName(customer.first_name)}` : null,
    loaded.focus_vehicle_id === null
      ? null
      : `The conversation is about vehicle id ${loaded.focus_vehicle_id}`,
  ].filter((line) => line !== null).join("\n");
}

/** Opening hours and holidays as the hours rules take them. */
export function hoursBook(loaded: LoadedReply): HoursBook {
  return { hours: loaded.hours, holidays: loaded.holidays };
}

function turnsOf(loaded: LoadedReply): PromptTurn[] {
  return loaded.messages.filter((message) => message.author !== "system").map((message) =>
    message.author === "customer"
      ? { role: "user", content: `<<customer>>${clean(message.content)}<</customer>>` }
      : { role: "assistant", content: maskNumbers(message.content) }
  );
}

/** Takes out hidden text, and doubled brackets, which could fake the end of the fence. */
function clean(text: string): string {
  const visible = plainText(text, TURN_LENGTH)
    .replaceAll(/<{2,}|>{2,}/g, (brackets) => [...brackets].join(" "));
  return maskNumbers(visible).slice(0, TURN_LENGTH);
}

/** A name is a name: letters, a few signs, no sentence. */
function cleanName(name: string): string {
  return clean(name).replaceAll(/[^\p{L}\p{M}'. -]/gu, " ").trim().split(/\s+/).slice(0, 3).join(
    " ",
  )
    .slice(0, 40);
}
