import type { Lead, LeadStatus } from "../../api/leads_api.ts";

/** What a lead can be asked to do, wherever it is drawn. */
export interface LeadActs {
  readonly href: (lead: Lead) => string;
  /** Asks where to; null when the role may not move leads. */
  readonly onMove: ((lead: Lead) => void) | null;
  readonly moveTo: (lead: Lead, status: LeadStatus, outcome?: string | null) => void;
}
