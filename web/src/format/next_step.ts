import type { NextStep } from "../api/leads_api.ts";
import { t } from "../i18n/t.ts";
import { appointmentName } from "./appointment.ts";
import { formatPhone } from "./phone.ts";
import { snoozeWords } from "./snooze.ts";

/** What comes next for a lead, without its time. */
export function nextStepName(step: NextStep): string {
  switch (step.kind) {
    case "task":
      return step.words?.replace(/\+\d{7,15}/g, formatPhone) ?? t("A task");
    case "appointment":
      return appointmentName(step.words ?? "");
    case "follow_up":
      return t("Follow-up goes out");
    case "answer":
      return t("First answer");
    case "owner":
      return t("Needs somebody");
  }
}

/** When it is due: `due 4:10 pm`, or `was due Sat, Nov 21, 4:10 pm`. */
export function dueWords(step: NextStep, now: number, zone: string): string {
  const time = snoozeWords(step.due_at, now, zone);
  return isLate(step, now) ? t("was due {time}", { time }) : t("due {time}", { time });
}

/** Whether its time has passed. */
export function isLate(step: NextStep, now: number): boolean {
  return Date.parse(step.due_at) < now;
}
