import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import type { CustomerLead } from "../../api/rows.ts";
import { Button } from "../../components/button.tsx";
import { Gauge } from "../../components/gauge.tsx";
import { lazily } from "../../components/lazily.tsx";
import { leadStage, sourceName } from "../../format/lead.ts";
import { t } from "../../i18n/t.ts";
import { viewPath } from "../../router.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

const NewLeadDialog = lazily(() =>
  import("../leads/new_lead_dialog.tsx").then((module) => module.NewLeadDialog)
);

/** Props of LeadBlock. */
export interface LeadBlockProps {
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastStore;
}

/** How warm the customer is, how far the sale has got, whose it is and where it came from. */
export function LeadBlock(props: LeadBlockProps): JSX.Element | null {
  const { workplace } = props;
  const { conversation, customer, news } = workplace;
  useSignalEffect(() => {
    const isTold = news.value.some(({ kind, conversation_id: id }) =>
      kind.startsWith("lead.") && id === conversation.openId.peek()
    );
    if (isTold) void customer.refresh();
  });
  const lead = customer.lead.value;
  const isOver = lead === null || lead.status === "sold" || lead.status === "lost";
  const mayMake = isOver && workplace.may("leads.write");
  if (lead === null) {
    return mayMake
      ? (
        <section class="customer-block" aria-label={t("Lead")}>
          <MakeLead {...props} />
        </section>
      )
      : null;
  }
  return (
    <section class="customer-block customer-lead" aria-label={t("Lead")}>
      <Facts workplace={workplace} lead={lead} />
      {mayMake && <MakeLead {...props} />}
    </section>
  );
}

function MakeLead(props: LeadBlockProps): JSX.Element {
  const { workplace, toasts } = props;
  const isOpen = useSignal(false);
  const row = workplace.conversation.row.value;
  return (
    <>
      <Button icon="user-round-plus" onPress={() => isOpen.value = true}>{t("Make a lead")}</Button>
      {isOpen.value && row !== null && (
        <NewLeadDialog
          workplace={workplace}
          toasts={toasts}
          row={row}
          onMade={() => void workplace.customer.refresh()}
          onClose={() => isOpen.value = false}
        />
      )}
    </>
  );
}

function Facts(props: {
  readonly workplace: OpenWorkplace;
  readonly lead: CustomerLead;
}): JSX.Element {
  const { lead } = props;
  const { dealership, team } = props.workplace;
  const href = viewPath({ view: "leads", at: dealership.subdomain, part: lead.id, filters: {} });
  const owner = lead.assigned_to === null
    ? t("Nobody")
    : team.names.value.get(lead.assigned_to) ?? t("A colleague");
  return (
    <>
      {lead.score !== null && <Gauge score={lead.score} />}
      <dl class="customer-lead-facts">
        <Fact name={t("Stage")} value={leadStage(lead.status)} />
        <Fact name={t("Owner")} value={owner} />
        {lead.source_name !== null && (
          <Fact name={t("Source")} value={sourceName(lead.source_name)} />
        )}
      </dl>
      <a class="text-link" href={href}>{t("Open the lead")}</a>
    </>
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
