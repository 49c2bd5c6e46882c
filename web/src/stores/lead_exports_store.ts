import {
  type Crm,
  type LeadExport,
  type LeadExportsApi,
  leadExportsApi,
} from "../api/lead_exports_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The CRM of a dealership and what was sent to it. */
export interface LeadExportsShape extends Pick<LeadExportsApi, "saveCrm" | "send"> {
  readonly crm: RemoteShape<Crm>;
  exportsOf(leadId: string): RemoteShape<readonly LeadExport[]>;
}

/** The same over Supabase, for one dealership. */
export function leadExportsOf(supabase: Client, dealershipId: string): LeadExportsShape {
  const api = leadExportsApi(supabase, dealershipId);
  return {
    ...api,
    crm: createRemote(api.readCrm),
    exportsOf: (leadId) => createRemote(() => api.readExports(leadId)),
  };
}
