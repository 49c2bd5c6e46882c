import { type Signal, signal } from "@preact/signals";
import type { Client } from "../api/supabase.ts";
import {
  type AdminApi,
  adminApi,
  type AuditLine,
  type FactorRule,
  type Invitation,
  type Job,
  type Person,
  type Quarantined,
  type RoleRight,
} from "../api/admin_api.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** Everything the admin view shows, each part read when its section opens. */
export interface AdminShape extends Omit<AdminApi, `read${string}`> {
  readonly people: RemoteShape<readonly Person[]>;
  readonly invitations: RemoteShape<readonly Invitation[]>;
  /** Whether the log leaves out what the machine did; whoever changes it reads the log anew. */
  readonly onlyPeople: Signal<boolean>;
  readonly audit: RemoteShape<readonly AuditLine[]>;
  readonly jobs: RemoteShape<readonly Job[]>;
  readonly rights: RemoteShape<readonly RoleRight[]>;
  readonly factorRule: RemoteShape<FactorRule>;
  readonly quarantine: RemoteShape<readonly Quarantined[]>;
  /** Reads the newest audit lines; what was read of the earlier ones stays. */
  newerAudit(): Promise<void>;
  /** Reads the audit lines before the oldest shown; true while there may be more. */
  moreAudit(): Promise<boolean>;
}

/** The admin view of one dealership, over Supabase. */
export function adminOf(supabase: Client, dealershipId: string): AdminShape {
  const api = adminApi(supabase, dealershipId);
  const onlyPeople = signal(false);
  const audit = createRemote(() => api.readAudit(null, onlyPeople.value));
  return {
    ...api,
    onlyPeople,
    audit,
    people: createRemote(api.readPeople),
    invitations: createRemote(api.readInvitations),
    jobs: createRemote(api.readJobs),
    rights: createRemote(api.readRights),
    factorRule: createRemote(api.readFactorRule),
    quarantine: createRemote(api.readQuarantine),
    async newerAudit(): Promise<void> {
      if (audit.state.value.kind !== "ready") return await audit.refresh();
      const asked = onlyPeople.value;
      const newest = await api.readAudit(null, asked);
      if (asked === onlyPeople.value) audit.patch((lines) => joined(newest, lines));
    },
    async moreAudit(): Promise<boolean> {
      const now = audit.state.value;
      const oldest = now.kind === "ready" ? now.value.at(-1)?.id ?? null : null;
      if (oldest === null) return false;
      const more = await api.readAudit(oldest, onlyPeople.value);
      audit.patch((lines) => [...lines, ...more]);
      return more.length > 0;
    },
  };
}

/** The newest lines before those that are known; without a line in common something may lie between. */
function joined(
  newest: readonly AuditLine[],
  known: readonly AuditLine[],
): readonly AuditLine[] {
  const ids = new Set(newest.map(({ id }) => id));
  const earlier = known.filter(({ id }) => !ids.has(id));
  return earlier.length === known.length ? newest : [...newest, ...earlier];
}
