import type { LeadMoment } from "../api/lead_sheet_api.ts";
import { phrase, t } from "../i18n/t.ts";
import { appointmentName } from "./appointment.ts";
import { handoverSentence } from "./handover.ts";
import { LEAD_STAGES, leadStage } from "./lead.ts";

const STOPS: Readonly<Record<string, string>> = {
  appointment: phrase("Follow-up stopped: there is an appointment"),
  by_hand: phrase("Follow-up stopped by hand"),
  capped: phrase("Follow-up stopped: enough was sent"),
  completed: phrase("Follow-up is done"),
  lost: phrase("Follow-up stopped: the lead is lost"),
  opted_out: phrase("Follow-up stopped: wants no messages"),
  replied: phrase("Follow-up stopped: there was a reply"),
  sold: phrase("Follow-up stopped: sold"),
  switched_off: phrase("Follow-up stopped: the plan is off"),
  taken_over: phrase("Follow-up stopped: a person took over"),
  unit_sold: phrase("Follow-up stopped: the vehicle is gone"),
};

/** One thing that happened to a lead as a line without a period; null for what nobody asks about. */
export function leadMoment(moment: LeadMoment, names: ReadonlyMap<string, string>): string | null {
  const words = moment.words ?? "";
  switch (moment.kind) {
    case "stage":
      return moved(words);
    case "owner": {
      if (words === "") return t("Nobody has it any more");
      return t("{name} has it now", { name: names.get(words) ?? t("A colleague") });
    }
    case "handover":
      return handoverSentence(words);
    case "booked":
      return t("{kind} booked", { kind: appointmentName(words) });
    case "rescheduled":
      return t("{kind} moved to another time", { kind: appointmentName(words) });
    case "completed":
      return t("{kind} took place", { kind: appointmentName(words) });
    case "no_show":
      return t("{kind}: did not come", { kind: appointmentName(words) });
    case "cancelled":
      return t("{kind} cancelled", { kind: appointmentName(words) });
    case "task":
      return t("Done: {task}", { task: words });
    case "follow_up":
      return t("Follow-up began");
    case "follow_up_over":
      return t(STOPS[words] ?? phrase("Follow-up is over"));
    case "merged":
      return t("Merged with {name}", { name: words || t("a shopper without a name") });
    default:
      return null;
  }
}

function moved(status: string): string | null {
  const stage = LEAD_STAGES.find((one) => one === status);
  return stage === undefined ? null : t("Moved to {stage}", { stage: leadStage(stage) });
}
