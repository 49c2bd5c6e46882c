import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import type { CustomerLead, InboxRow } from "../../api/rows.ts";
import { Button } from "../../components/button.tsx";
import { Gauge } from "../../components/gauge.tsx";
import { lazily } from "../../components/lazily.tsx";
import { useKeptFocus } from "../../components/use_kept_focus.ts";
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
  // Kept while the dialog is open, whatever the list or the lead does meanwhile.
  const making = useSignal<InboxRow | null>(null);
  const box = useKeptFocus<HTMLElement>();
  const lead = customer.lead.value;
  const isOver = lead === null || lead.status === "sold" || lead.status === "lost";
  const mayMake = isOver && workplace.may("leads.write");
  if (lead === null && !mayMake) return null;
  return (
    <section
      ref={box}
      tabIndex={-1}
      class={lead === null ? "customer-block" : "customer-block customer-lead"}
      aria-label={t("Lead")}
    >
      {lead !== null && <Facts workplace={workplace} lead={lead} />}
      {mayMake && (
        <Button
          icon="user-round-plus"
          onPress={() => making.value = conversation.row.peek()}
        >
          {t("Make a lead")}
        </Button>
      )}
      {making.value !== null && (
        <NewLeadDialog
          {...props}
          row={making.value}
          onMade={() => void customer.refresh()}
          onClose={() => making.value = null}
        />
      )}
    </section>
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
