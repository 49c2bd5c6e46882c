import { phrase, t } from "../i18n/t.ts";

const KINDS: Readonly<Record<string, string>> = {
  test_drive: phrase("Test drive"),
  service: phrase("Service"),
  appraisal: phrase("Appraisal"),
  delivery: phrase("Delivery"),
  call_back: phrase("Call back"),
};

/** Every kind of appointment, the most used first. */
export const APPOINTMENTS: readonly string[] = Object.keys(KINDS);

/** What a kind of appointment is called. */
export function appointmentName(kind: string): string {
  return t(KINDS[kind] ?? kind.replaceAll("_", " "));
}
