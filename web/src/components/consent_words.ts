import type { Consent } from "../api/rows.ts";
import { shortDate } from "../format/time.ts";
import { phrase, t } from "../i18n/t.ts";
import { channelName } from "./channel.tsx";

const METHODS: Readonly<Record<string, string>> = {
  carrier: phrase("reported by the carrier"),
  free_language: phrase("in their own words"),
  import: phrase("imported"),
  inbound_message: phrase("wrote first"),
  keyword: phrase("by keyword"),
  staff: phrase("recorded by staff"),
  web_form: phrase("on a web form"),
};

/** What the ledger says of one channel: `SMS: agreed Nov 3, wrote first`. */
export function consentWords(consent: Consent, zone: string): string {
  const day = shortDate(consent.occurred_at, zone);
  const channel = channelName(consent.channel);
  if (consent.status === "revoked" && consent.method === "keyword") {
    return t("{channel}: texted STOP on {day}", { channel, day });
  }
  const how = t(METHODS[consent.method ?? ""] ?? "");
  const what = consent.status === "granted"
    ? t("{channel}: agreed {day}", { channel, day })
    : t("{channel}: opted out {day}", { channel, day });
  return [what, how].filter(Boolean).join(", ");
}
