import { type LeadMoment, type LeadOriginal, leadSheetApi } from "../api/lead_sheet_api.ts";
import type { Consent } from "../api/rows.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** What an open lead shows beyond its row: each part may fail alone. */
export interface LeadSheetShape {
  readonly timeline: RemoteShape<readonly LeadMoment[]>;
  readonly originals: RemoteShape<readonly LeadOriginal[]>;
  ledgerOf(customerId: string): RemoteShape<readonly Consent[]>;
}

/** The parts of one lead over Supabase, for one dealership. */
export function leadSheetOf(
  supabase: Client,
  dealershipId: string,
): (leadId: string) => LeadSheetShape {
  const api = leadSheetApi(supabase, dealershipId);
  return (leadId) => ({
    timeline: createRemote(() => api.readTimeline(leadId)),
    originals: createRemote(() => api.readOriginals(leadId)),
    ledgerOf: (customerId) => createRemote(() => api.readLedger(customerId)),
  });
}
