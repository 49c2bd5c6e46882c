import { phrase, t } from "../i18n/t.ts";

const STATES: Readonly<Record<string, string>> = {
  writing: phrase("Being written"),
  queued: phrase("On its way"),
  sending: phrase("On its way"),
  sent: phrase("Sent"),
  delivered: phrase("Delivered"),
  read: phrase("Opened"),
  undelivered: phrase("Did not arrive"),
  failed: phrase("Did not arrive"),
  blocked: phrase("The address refuses mail"),
};

/** Whether our ADF or the original was sent. */
export function formWords(form: "adf" | "original"): string {
  return form === "adf" ? t("As ADF") : t("The original");
}

/** What became of a lead on its way to the CRM, in two or three words. */
export function deliveryWords(status: string): string {
  return t(STATES[status] ?? status);
}
