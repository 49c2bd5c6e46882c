import type { NextAppointment } from "../../api/rows.ts";

/** What can be opened over the conversations; `link` is an act that needs no room. */
export type Panel =
  | { readonly kind: "assign" | "snooze" | "tags" | "priority" | "filter" | "link" }
  | { readonly kind: "merge" | "part" }
  | { readonly kind: "why_draft" }
  | { readonly kind: "appointment"; readonly moved: NextAppointment | null }
  | { readonly kind: "channel"; readonly words: string }
  | { readonly kind: "template" | "vehicle" | "schedule" }
  | { readonly kind: "why"; readonly messageId: number };
