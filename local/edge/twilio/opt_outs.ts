/** What Twilio itself does with a text from a shopper, before anyone is asked. */
export interface KeywordEffect {
  readonly optOut: boolean | null;
  /** What the shopper gets back from Twilio. */
  readonly reply: string | null;
}

const STOP_WORDS = /^(stop|unsubscribe|end|quit|stopall|revoke|optout|cancel)$/i;
const START_WORDS = /^(start|yes|unstop)$/i;
const HELP_WORDS = /^(help|info)$/i;

/** Applies Twilio's default keywords: only a whole message counts, and each change is told once. */
export function keywordEffect(body: string, isOptedOut: boolean): KeywordEffect {
  const word = body.trim();
  if (STOP_WORDS.test(word)) return { optOut: true, reply: isOptedOut ? null : STOP_REPLY };
  if (START_WORDS.test(word) && isOptedOut) return { optOut: false, reply: START_REPLY };
  if (HELP_WORDS.test(word)) return { optOut: null, reply: HELP_REPLY };
  return { optOut: null, reply: null };
}

const STOP_REPLY = "You have successfully been unsubscribed. You will not receive any more " +
  "messages from this number. Reply START to resubscribe.";
const START_REPLY = "You have successfully been re-subscribed to messages from this number. " +
  "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
const HELP_REPLY = "Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
