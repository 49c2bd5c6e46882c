import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import type { Client } from "./supabase.ts";

const Refusal = z.object({
  code: z.catch(z.string(), "internal"),
  detail: z.catch(z.string(), ""),
  request_id: z.catch(z.nullable(z.string()), null),
});

/** Asks the door staff-api for something that needs what no browser may hold. */
export async function commandStaff<Schema extends z.core.$ZodType>(
  supabase: Client,
  path: string,
  body: Readonly<Record<string, unknown>>,
  schema: Schema,
): Promise<z.output<Schema>> {
  const answer = await supabase.fetch(`${supabase.url}/functions/v1/staff-api${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new ApiProblem(t("No answer from the server. Check your connection"), 0, "network");
  });
  const read: unknown = await answer.json().catch(() => null);
  if (answer.ok) return z.parse(schema, read);
  const refusal = z.safeParse(Refusal, read);
  const { code = "internal", detail = "", request_id = null } = refusal.data ?? {};
  const words = detail.replace(/^Cannot [^:]*: /u, "");
  throw new ApiProblem(words || t("The server could not do this"), answer.status, code, request_id);
}
