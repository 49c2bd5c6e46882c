/** Experiments with two arms; the challenger speaks as a persona of its own. */
import { become, type Sql } from "./db.ts";
import { newShopper, OAK } from "./people.ts";
import { passEvaluation } from "./personas.ts";
import { type Received, receiveText } from "./sms.ts";

/** An experiment and its variants. */
export interface Arms {
  readonly experiment: string;
  readonly control: string;
  readonly challenger: string;
}

/** Oak's default persona in the seed. */
export const RYLIE = "0a000000-0000-4000-8000-0000000000e1";

/** A draft at Oak that every shopper takes part in; what both personas say has been tried. */
export async function draftExperiment(
  sql: Sql,
  shares: readonly [number, number] = [50, 50],
  name = "Test",
): Promise<Arms> {
  await become(sql, "owner");
  const [persona] = await sql<{ id: string }[]>`
    insert into public.personas (dealership_id, name, prompt_template)
    values (${OAK}, ${name}, 'You are {{persona_name}}, brief.') returning id`;
  await passEvaluation(sql, RYLIE);
  await passEvaluation(sql, persona?.id ?? "");
  const [experiment] = await sql<{ id: string }[]>`
    insert into public.prompt_experiments (dealership_id, name, traffic_percentage)
    values (${OAK}, ${name}, 100) returning id`;
  const arms = await sql<{ id: string }[]>`
    insert into public.experiment_variants (dealership_id, experiment_id, persona_id, name, is_control,
      traffic_percentage)
    values (${OAK}, ${experiment?.id ?? ""}, ${RYLIE}, 'control', true, ${shares[0]}),
      (${OAK}, ${experiment?.id ?? ""}, ${persona?.id ?? ""}, 'brief', false, ${
    shares[1]
  }) returning id`;
  return {
    experiment: experiment?.id ?? "",
    control: arms[0]?.id ?? "",
    challenger: arms[1]?.id ?? "",
  };
}

/** Draws the variant of a shopper, as the next reply would. */
export async function assigned(sql: Sql, customer: string): Promise<string | null> {
  const [row] = await sql<{ id: string | null }[]>`
    select private.assign_variant(${OAK}, ${customer}) as id`;
  return row?.id ?? null;
}

/** A text of a shopper who is drawn into that arm, and who they are. */
export async function textOfArm(
  sql: Sql,
  arm: string,
): Promise<Received & { readonly customer_id: string }> {
  for (let tries = 0; tries < 40; tries += 1) { // bound: forty shoppers never all miss one of two arms
    const received = await receiveText(sql, { from: newShopper() });
    await become(sql, "owner");
    const [thread] = await sql<{ customer_id: string }[]>`
      select customer_id from public.conversations where id = ${received.conversation_id}`;
    const customer_id = thread?.customer_id ?? "";
    if (await assigned(sql, customer_id) === arm) return { ...received, customer_id };
  }
  throw new Error("Cannot find a shopper of that arm");
}

/** What has been counted of an experiment, sorted, one line an event. */
export async function countedOf(sql: Sql, { experiment }: Arms): Promise<readonly string[]> {
  await become(sql, "owner");
  const rows = await sql<{ metric_name: string }[]>`select metric_name from public.prompt_metrics
    where experiment_id = ${experiment} order by metric_name`;
  return rows.map((row) => row.metric_name);
}

/** Counts participants and events of both arms as if they had happened, control first. */
export async function countParticipants(
  sql: Sql,
  arms: Arms,
  counts: Readonly<Record<string, readonly [number, number]>>,
): Promise<void> {
  for (const [metric, both] of Object.entries(counts)) { // bound: the metrics of one test
    for (const [index, variant] of [arms.control, arms.challenger].entries()) {
      await sql`insert into public.prompt_metrics (dealership_id, experiment_id, variant_id, customer_id, metric_name)
        select e.dealership_id, e.id, ${variant}::uuid, md5(${variant}::text || n::text)::uuid, ${metric}
        from public.prompt_experiments as e, generate_series(1, ${both[index] ?? 0}::int) as n
        where e.id = ${arms.experiment}`;
    }
  }
}
