import { phrase, t } from "../i18n/t.ts";
import { appointmentName } from "./appointment.ts";
import { handoverReason } from "./handover.ts";

/**
 * The titles that Postgres gives to news, each with its text in the app; a group of the pattern
 * fills the placeholder of the same name. What stands in a mail or a text stays English.
 */
const TITLES: readonly (readonly [title: RegExp, text: string])[] = [
  [
    /^(?<name>.+) is waiting for a person: (?<reason>.+)$/u,
    phrase("{name} is waiting for a person: {reason}"),
  ],
  [
    /^(?<name>.+) has waited too long for a reply$/u,
    phrase("{name} has waited too long for a reply"),
  ],
  [
    /^(?<name>.+) sounds unhappy: (?<count>\d+) messages in a row$/u,
    phrase("{name} sounds unhappy: {count} messages in a row"),
  ],
  // The next three are of news from before it named the shopper.
  [/^A conversation was assigned to you$/u, phrase("A conversation was assigned to you")],
  [/^A lead was assigned to you$/u, phrase("A lead was assigned to you")],
  [/^You have a new appointment: (?<kind>.+)$/u, phrase("You have a new appointment: {kind}")],
  [/^(?<name>.+) was assigned to you$/u, phrase("{name} was assigned to you")],
  [/^(?<name>.+) is your new lead$/u, phrase("{name} is your new lead")],
  [
    /^(?<name>.+) has an appointment with you: (?<kind>.+)$/u,
    phrase("{name} has an appointment with you: {kind}"),
  ],
  [/^(?<name>.+) has had no answer yet$/u, phrase("{name} has had no answer yet")],
  [/^(?<name>.+) still has nobody$/u, phrase("{name} still has nobody")],
  [/^(?<name>.+) is due for a call$/u, phrase("{name} is due for a call")],
  [/^(?<name>.+) would like a call$/u, phrase("{name} would like a call")],
  [
    /^(?<name>.+) cannot be written to: please reach out$/u,
    phrase("{name} cannot be written to: please reach out"),
  ],
  [
    /^(?<name>.+) could not be greeted: please write$/u,
    phrase("{name} could not be greeted: please write"),
  ],
  [
    /^(?<name>.+) asked again through (?<source>.+)$/u,
    phrase("{name} asked again through {source}"),
  ],
  [
    /^A lead from (?<source>.+) could not be read for sure$/u,
    phrase("A lead from {source} could not be read for sure"),
  ],
  [
    /^No leads from (?<source>.+) for (?<count>\d+) hours$/u,
    phrase("No leads from {source} for {count} hours"),
  ],
  [/^A scheduled message waits for you: /u, phrase("A scheduled message waits for you")],
  [
    /^(?<name>.+) would retire (?<count>\d+) units: confirm or discard it$/u,
    phrase("{name} would retire {count} units: confirm or discard it"),
  ],
  [
    /^(?<name>.+) has not answered three times: /u,
    phrase("{name} has not answered three times"),
  ],
  [
    /^Stopped the experiment (?<name>.+): a variant does harm$/u,
    phrase("Stopped the experiment {name}: a variant does harm"),
  ],
  [
    /^80 % of this month's AI budget are spent$/u,
    phrase("80% of this month’s AI budget is spent"),
  ],
  [
    /^The AI budget of this month is spent: replies come without a model$/u,
    phrase("The AI budget of this month is spent: replies come without a model"),
  ],
  [
    /^This is a test\. Notifications reach you here\.$/u,
    phrase("This is a test. Notifications reach you here."),
  ],
];

/** A notification in the language of the page; a title that is not known stays as it is. */
export function noticeLine(title: string): string {
  for (const [pattern, text] of TITLES) {
    const match = pattern.exec(title);
    if (match === null) continue;
    const { reason, kind, name, ...values } = match.groups ?? {};
    return t(text, {
      ...values,
      ...(name === undefined ? {} : { name: name === "A shopper" ? t("A shopper") : name }),
      ...(kind === undefined ? {} : { kind: appointmentName(code(kind)).toLowerCase() }),
      ...(reason === undefined ? {} : { reason: handoverReason(code(reason)) }),
    });
  }
  return title;
}

function code(words: string): string {
  return words.replaceAll(" ", "_");
}
