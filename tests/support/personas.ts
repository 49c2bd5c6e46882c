/** Personas as the tests of the database need them. */
import { become, type Sql } from "./db.ts";

/** Writes down that the persona's draft passed its evaluation, as staff-api would. */
export async function passEvaluation(sql: Sql, personaId: string): Promise<void> {
  await become(sql, "service_role");
  const result = { passed: true, cases_passed: 12, cases_total: 12, model: "local" };
  await sql`select public.record_persona_evaluation(p.id, private.persona_fingerprint(p), ${
    sql.json(result)
  }, null)
    from public.personas as p where p.id = ${personaId}`;
  await become(sql, "owner");
}
