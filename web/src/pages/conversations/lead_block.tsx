import type { JSX } from "preact";
import { Gauge } from "../../components/gauge.tsx";
import { leadStage, sourceName } from "../../format/lead.ts";
import { t } from "../../i18n/t.ts";
import { viewPath } from "../../router.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** How warm the customer is, how far the sale has got, whose it is and where it came from. */
export function LeadBlock(props: { readonly workplace: OpenWorkplace }): JSX.Element | null {
  const { customer, dealership, team } = props.workplace;
  const lead = customer.lead.value;
  if (lead === null) return null;
  const href = viewPath({ view: "leads", at: dealership.subdomain, part: lead.id, filters: {} });
  const owner = lead.assigned_to === null
    ? t("Nobody")
    : team.names.value.get(lead.assigned_to) ?? t("A colleague");
  return (
    <section class="customer-block customer-lead" aria-label={t("Lead")}>
      {lead.score !== null && <Gauge score={lead.score} />}
      <dl class="customer-lead-facts">
        <Fact name={t("Stage")} value={leadStage(lead.status)} />
        <Fact name={t("Owner")} value={owner} />
        {lead.source_name !== null && (
          <Fact name={t("Source")} value={sourceName(lead.source_name)} />
        )}
      </dl>
      <a class="text-link" href={href}>{t("Open the lead")}</a>
    </section>
  );
}

function Fact(props: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}
