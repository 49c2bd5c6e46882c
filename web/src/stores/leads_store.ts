import type { Client } from "../api/supabase.ts";
import {
  type Lead,
  type LeadDetail,
  type LeadReport,
  type LeadsApi,
  leadsApi,
  type LeadStatus,
} from "../api/leads_api.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The leads and their moves. */
export interface LeadsShape {
  readonly leads: RemoteShape<readonly Lead[]>;
  /** Moves a lead at once on screen; returns how it stood before. */
  move(id: string, status: LeadStatus, outcome?: string | null): Promise<Lead | null>;
  /** Puts a lead back to where move() found it. */
  undo(before: Lead): Promise<void>;
  /** Gives a lead to somebody at once on screen; a refusal puts it back. */
  assign(id: string, userId: string | null): Promise<void>;
  /** One lead in full. */
  detailOf(id: string): RemoteShape<LeadDetail | null>;
  readonly report: RemoteShape<LeadReport>;
  readonly acts: Pick<LeadsApi, "finishTask" | "dismissMerge">;
  refreshSoon(): void;
  stop(): void;
}

const SOON_MS = 1_000;

/** Keeps the leads of one dealership. */
export function createLeads(api: LeadsApi): LeadsShape {
  const leads = createRemote(api.readLeads);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    timer = undefined;
    void leads.refresh();
  };
  return {
    leads,
    report: createRemote(api.readReport),
    detailOf: (id) => createRemote(() => api.readLead(id)),
    acts: api,
    async assign(id, userId): Promise<void> {
      await leads.change(
        (all) => all.map((lead) => lead.id === id ? { ...lead, assigned_to: userId } : lead),
        () => api.assign(id, userId),
      );
    },
    async undo(before): Promise<void> {
      // What is over can only come back as being worked on, and go on from there.
      const isOver = before.status === "sold" || before.status === "lost";
      await leads.change(
        (all) => all.map((lead) => lead.id === before.id ? before : lead),
        async () => {
          if (!isOver && before.status !== "working") await api.move(before.id, "working", null);
          await api.move(before.id, before.status, before.outcome);
        },
      );
    },
    async move(id, status, outcome = null): Promise<Lead | null> {
      const now = leads.state.value;
      const before = now.kind === "ready" ? now.value.find((lead) => lead.id === id) : undefined;
      if (before === undefined || before.status === status) return null;
      await leads.change(
        (all) => all.map((lead) => lead.id === id ? { ...lead, status, outcome } : lead),
        () => api.move(id, status, outcome),
      );
      return before;
    },
    refreshSoon: () => timer ??= setTimeout(refresh, SOON_MS),
    stop: () => clearTimeout(timer),
  };
}

/** The same over Supabase, for one dealership. */
export function leadsOf(supabase: Client, dealershipId: string): LeadsShape {
  return createLeads(leadsApi(supabase, dealershipId));
}
