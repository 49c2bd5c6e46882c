import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf } from "./rows.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** One person's place at the dealership. */
export const Place = z.object({
  id: z.string(),
  user_id: z.string(),
  role: z.string(),
  is_active: z.boolean(),
});
/** One person's place at the dealership, with their name. */
export interface Person extends z.infer<typeof Place> {
  readonly full_name: string;
  readonly email: string;
}

/** One offer of a place that nobody has taken yet. */
export const Invitation = z.object({
  id: z.string(),
  email: z.string(),
  role: z.string(),
  expires_at: z.string(),
});
/** One offer of a place that nobody has taken yet. */
export type Invitation = z.infer<typeof Invitation>;

/** One change of one audited row. */
export const AuditLine = z.object({
  id: z.number(),
  actor_id: text,
  actor_role: text,
  action: z.string(),
  table_name: z.string(),
  old_values: z.catch(z.nullable(z.record(z.string(), z.unknown())), null),
  new_values: z.catch(z.nullable(z.record(z.string(), z.unknown())), null),
  occurred_at: z.string(),
});
/** One change of one audited row. */
export type AuditLine = z.infer<typeof AuditLine>;

/** One promise of work. */
export const Job = z.object({
  id: z.number(),
  kind: z.string(),
  status: z.string(),
  attempts: z.number(),
  max_attempts: z.number(),
  last_error: text,
  created_at: z.string(),
});
/** One promise of work. */
export type Job = z.infer<typeof Job>;

/** One message that belongs to no dealership. */
export const Quarantined = z.object({
  id: z.number(),
  from_address: z.string(),
  to_address: z.string(),
  reason: z.string(),
  received_at: z.string(),
});
/** One message that belongs to no dealership. */
export type Quarantined = z.infer<typeof Quarantined>;

const Chain = z.object({ ok: z.boolean(), checked: z.number() });
/** What recomputing the audit chain found. */
export type Chain = z.infer<typeof Chain>;

/** One thing that a role may do. */
export const RoleRight = z.object({ role: z.string(), permission: z.string() });
/** One thing that a role may do. */
export type RoleRight = z.infer<typeof RoleRight>;

/** Which roles must show a second factor, and who has one. */
export interface FactorRule {
  readonly roles: readonly string[];
  readonly people: ReadonlySet<string>;
}

/** What the admin view needs from the outside. */
export interface AdminApi {
  readRights(): Promise<readonly RoleRight[]>;
  readFactorRule(): Promise<FactorRule>;
  saveFactorRule(roles: readonly string[]): Promise<void>;
  readPeople(): Promise<readonly Person[]>;
  readInvitations(): Promise<readonly Invitation[]>;
  invite(email: string, role: string): Promise<void>;
  revoke(invitationId: string): Promise<void>;
  changePlace(id: string, change: { role?: string; is_active?: boolean }): Promise<void>;
  readAudit(before: number | null, onlyPeople: boolean): Promise<readonly AuditLine[]>;
  verifyAudit(): Promise<Chain>;
  readJobs(): Promise<readonly Job[]>;
  retryJob(id: number): Promise<void>;
  readQuarantine(): Promise<readonly Quarantined[]>;
}

const PAGE = 50;

/** The people, the log and the work of one dealership. */
export function adminApi(supabase: Client, dealershipId: string): AdminApi {
  const from = (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
  return {
    ...peopleCalls(supabase, dealershipId),
    ...factorCalls(supabase, dealershipId),
    async readRights(): Promise<readonly RoleRight[]> {
      const query = supabase.from("role_permissions").select(columnsOf(RoleRight)).limit(1000);
      return z.array(RoleRight).parse((await unwrap(query)).data);
    },
    async readAudit(before, onlyPeople): Promise<readonly AuditLine[]> {
      let query = from("audit_logs", columnsOf(AuditLine)).order("id", { ascending: false })
        .limit(PAGE);
      if (before !== null) query = query.lt("id", before);
      if (onlyPeople) query = query.not("actor_id", "is", null);
      return z.array(AuditLine).parse((await unwrap(query)).data);
    },
    async verifyAudit(): Promise<Chain> {
      const { data } = await unwrap(
        supabase.rpc("verify_audit_chain", { dealership_id: dealershipId }),
      );
      return Chain.parse(data);
    },
    async readJobs(): Promise<readonly Job[]> {
      const read = (statuses: string[]) =>
        unwrap(
          from("jobs", columnsOf(Job)).in("status", statuses).order("id", { ascending: false })
            .limit(PAGE),
        );
      const [dead, waiting] = await Promise.all([read(["dead"]), read(["ready", "leased"])]);
      return [...z.array(Job).parse(dead.data), ...z.array(Job).parse(waiting.data)];
    },
    async retryJob(id): Promise<void> {
      await unwrap(supabase.rpc("retry_job", { job_id: id }));
    },
    async readQuarantine(): Promise<readonly Quarantined[]> {
      const query = supabase.from("quarantined_messages").select(columnsOf(Quarantined))
        .is("resolved_at", null).order("id", { ascending: false }).limit(PAGE);
      return z.array(Quarantined).parse((await unwrap(query)).data);
    },
  };
}

type PeopleCalls = Pick<
  AdminApi,
  "readPeople" | "readInvitations" | "invite" | "revoke" | "changePlace"
>;
const Profile = z.object({ id: z.string(), full_name: z.string(), email: z.string() });

function peopleCalls(supabase: Client, dealership_id: string): PeopleCalls {
  return {
    async readPeople(): Promise<readonly Person[]> {
      const places = z.array(Place).parse(
        (await unwrap(
          supabase.from("memberships").select(columnsOf(Place))
            .eq("dealership_id", dealership_id).limit(500),
        )).data,
      );
      const ids = places.map((place) => place.user_id);
      const profiles = z.array(Profile).parse(
        (await unwrap(supabase.from("profiles").select(columnsOf(Profile)).in("id", ids))).data,
      );
      const byId = new Map(profiles.map((profile) => [profile.id, profile]));
      return places.map((place) => ({
        ...place,
        full_name: byId.get(place.user_id)?.full_name ?? t("Unknown"),
        email: byId.get(place.user_id)?.email ?? "",
      })).sort((a, b) => a.full_name.localeCompare(b.full_name));
    },
    async readInvitations(): Promise<readonly Invitation[]> {
      const query = supabase.from("invitations").select(columnsOf(Invitation))
        .eq("dealership_id", dealership_id).is("accepted_at", null).is("revoked_at", null)
        .order("created_at", { ascending: false }).limit(PAGE);
      return z.array(Invitation).parse((await unwrap(query)).data);
    },
    async invite(email, role): Promise<void> {
      await unwrap(supabase.from("invitations").insert({ dealership_id, email, role }));
    },
    async revoke(invitationId): Promise<void> {
      const revoked_at = new Date().toISOString();
      await changed(
        supabase.from("invitations").update({ revoked_at }).eq("id", invitationId).select("id"),
      );
    },
    changePlace: (id, change) =>
      changed(supabase.from("memberships").update(change).eq("id", id).select("id")),
  };
}

type FactorCalls = Pick<AdminApi, "readFactorRule" | "saveFactorRule">;
const Required = z.object({ mfa_required_roles: z.array(z.string()) });

function factorCalls(supabase: Client, dealership_id: string): FactorCalls {
  return {
    async readFactorRule(): Promise<FactorRule> {
      const rule = supabase.from("dealerships").select(columnsOf(Required)).eq("id", dealership_id);
      const [kept, people] = await Promise.all([
        unwrap(rule.limit(1)),
        unwrap(supabase.rpc("people_with_factor", { dealership_id })),
      ]);
      return {
        roles: z.array(Required).parse(kept.data)[0]?.mfa_required_roles ?? [],
        people: new Set(z.array(z.string()).parse(people.data)),
      };
    },
    saveFactorRule: (roles) =>
      changed(
        supabase.from("dealerships").update({ mfa_required_roles: [...roles] })
          .eq("id", dealership_id).select("id"),
      ),
  };
}

/** Row-level security answers a change that is not allowed with no row at all. */
async function changed(query: Parameters<typeof unwrap>[0]): Promise<void> {
  const { data } = await unwrap(query);
  if (z.array(z.unknown()).parse(data).length === 0) {
    throw new ApiProblem(t("Your role does not allow this"), 403, "forbidden");
  }
}
