import EmailReplyParser from "email-reply-parser";
import { htmlToText } from "./adf_envelope.ts";

/** The library's rules take minutes on long runs of blanks: they never see any, nor more than this. */
const MAX_READ = 20_000;
const MAX_CONTENT = 10_000;
/** Where mail programs put what is quoted. */
const QUOTED_HTML =
  /<(?:blockquote\b|div[^<>]{0,200}(?:class|id)="?(?:gmail_quote|gmail_extra|yahoo_quoted|divRplyFwdMsg|appendonsend|moz-cite-prefix|protonmail_quote))/i;

/** What a person wrote in a mail: without the quoted mails below it and the signature. */
export function mailReply(text: string | null, html: string | null): string {
  const whole = tidy(text !== null && text.trim() !== "" ? text : textOfHtml(html ?? ""));
  const written = tidy(new EmailReplyParser().parseReply(whole));
  return (written === "" ? whole : written).slice(0, MAX_CONTENT);
}

function textOfHtml(html: string): string {
  const quoted = html.search(QUOTED_HTML);
  const own = quoted > 0 ? htmlToText(html.slice(0, quoted)) : "";
  return own === "" ? htmlToText(html) : own;
}

function tidy(text: string): string {
  return text.replaceAll("\u0000", "").replace(/\r\n?/g, "\n").replace(/[\u200b\ufeff]/g, "")
    .replace(/[^\S\n]+/g, " ").replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n")
    .trim().slice(0, MAX_READ);
}
