import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Lead } from "../../api/leads_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { type Fact, FactList } from "../../components/fact_list.tsx";
import { Gauge } from "../../components/gauge.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { spanWords } from "../../format/days.ts";
import {
  leadStage,
  leadType,
  lostReason,
  ownerReason,
  scoreReason,
  sourceName,
} from "../../format/lead.ts";
import { customerTitle } from "../../format/name.ts";
import { dueWords, nextStepName } from "../../format/next_step.ts";
import { dayTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { useOpenTitle } from "../../page_title.ts";
import { conversationPath, viewPath } from "../../router.ts";
import { leadSheetOf } from "../../stores/lead_sheet_store.ts";
import type { LeadsShape } from "../../stores/leads_store.ts";
import type { LeadActs } from "./lead_acts.ts";
import { LeadCrm } from "./lead_crm.tsx";
import { LeadNotices } from "./lead_notices.tsx";
import { LeadOriginals } from "./lead_originals.tsx";
import { LeadOwnerPicker } from "./lead_owner_picker.tsx";
import { LeadPeople } from "./lead_people.tsx";
import { LeadStory } from "./lead_story.tsx";

/** One lead in full: its score with reasons, where it came from, and how soon it was answered. */
export function LeadSheet(props: {
  readonly store: LeadsShape;
  readonly page: PageProps;
  readonly acts: LeadActs;
  readonly onClose: () => void;
}): JSX.Element {
  const { page, store } = props;
  return (
    <Dialog title={t("Lead")} shape="sheet" isInAddress isOpen onClose={props.onClose}>
      <div class="unit-sheet">
        <RemoteView
          remote={store.leads.state.value}
          what={t("The lead")}
          shape="column"
          onRetry={() => void store.leads.reload()}
        >
          {(leads) => {
            const lead = leads.find((one) => one.id === page.route.part);
            return lead === undefined
              ? <EmptyState icon="circle-alert" title={t("This lead is not on the board")} />
              : (
                <>
                  <Body key={lead.id} lead={lead} store={store} page={page} acts={props.acts} />
                  {page.workplace.may("leads.manage") && (
                    <LeadCrm key={lead.id} leadId={lead.id} page={page} />
                  )}
                </>
              );
          }}
        </RemoteView>
      </div>
    </Dialog>
  );
}

interface BodyProps {
  readonly lead: Lead;
  readonly store: LeadsShape;
  readonly page: PageProps;
  readonly acts: LeadActs;
}

function Body(props: BodyProps): JSX.Element {
  const { lead, page, store } = props;
  const { workplace } = page;
  const detail = useMemo(() => store.detailOf(lead.id), [store, lead.id]);
  const more = useMemo(() => workplace.connect(leadSheetOf)(lead.id), [workplace, lead.id]);
  const { status, assigned_to, times_received, first_response_at, score } = lead;
  // What changes on the board may have changed here too; a board read anew without a change may not.
  const refresh = () => [detail, more.originals].forEach((one) => one.refresh());
  useEffect(refresh, [detail, status, assigned_to, times_received, first_response_at, score]);
  const onDone = (): void => {
    refresh();
    store.refreshSoon();
  };
  return (
    <>
      <Name {...props} />
      {lead.score !== null && <Gauge score={lead.score} />}
      <Acts {...props} />
      <RemoteView
        remote={detail.state.value}
        what={t("The rest of the lead")}
        shape="column"
        onRetry={() => void detail.reload()}
      >
        {(rest) =>
          rest === null ? <EmptyState icon="circle-alert" title={t("This lead is gone")} /> : (
            <>
              <LeadNotices lead={lead} detail={rest} store={store} page={page} onDone={onDone} />
              <Facts lead={lead} type={rest.type} page={page} />
              <ScoreReasons lead={lead} />
              <LeadPeople
                key={rest.customer_id}
                detail={rest}
                sheet={more}
                page={page}
                onDone={onDone}
              />
              <LeadStory
                lead={lead}
                detail={rest}
                timeline={more.timeline}
                page={page}
              />
            </>
          )}
      </RemoteView>
      <LeadOriginals originals={more.originals} page={page} />
    </>
  );
}

function Name({ lead, page }: BodyProps): JSX.Element {
  const name = customerTitle(lead.customer_name, lead.customer_address);
  useOpenTitle(name, t("Leads · {name}", { name: page.workplace.dealership.name }));
  return <p class="thread-name">{name}</p>;
}

function ScoreReasons({ lead }: { readonly lead: Lead }): JSX.Element | null {
  if (lead.score_reasons.length === 0) return null;
  return (
    <section>
      <h3 class="card-title">{t("What makes the score")}</h3>
      <FactList
        facts={lead.score_reasons.map((one) => [
          one.points > 0 ? `+${one.points}` : String(one.points),
          scoreReason(one.reason),
        ])}
      />
    </section>
  );
}

function Acts({ lead, store, page, acts }: BodyProps): JSX.Element {
  const gives = useSignal(false);
  const { onMove } = acts;
  return (
    <div class="choice-row">
      {onMove !== null && (
        <Button look="main" onPress={() => onMove(lead)}>
          {t("Move from {stage}", { stage: leadStage(lead.status) })}
        </Button>
      )}
      {onMove !== null && (
        <Button icon="user-round-plus" onPress={() => gives.value = true}>{t("Assign")}</Button>
      )}
      {lead.conversation_id !== null && (
        <a class="button" href={conversationPath(page.route.at, lead.conversation_id)}>
          {t("Open conversation")}
        </a>
      )}
      {gives.value && (
        <LeadOwnerPicker
          lead={lead}
          store={store}
          page={page}
          onClose={() => gives.value = false}
        />
      )}
    </div>
  );
}

function Facts(props: {
  readonly lead: Lead;
  readonly type: string;
  readonly page: PageProps;
}): JSX.Element {
  const { lead, page } = props;
  const { clock, dealership, team } = page.workplace;
  const facts: readonly Fact[] = [
    [
      t("Vehicle"),
      lead.vehicle_id === null ? null : <VehicleLink key="vehicle" lead={lead} page={page} />,
    ],
    [t("Stage"), leadStage(lead.status)],
    [t("Next step"), nextWords(lead, clock.minute.value, dealership.timezone)],
    [t("Wish"), leadType(props.type)],
    [t("Lost because"), lostReason(lead.status === "lost" ? lead.outcome : null)],
    [t("Source"), sourceName(lead.source_name)],
    [t("Owner"), team.names.value.get(lead.assigned_to ?? "") ?? t("Nobody")],
    [t("Why them"), ownerReason(lead.routing_reason)],
    [t("Came in"), dayTime(lead.received_at, clock.minute.value, dealership.timezone)],
    [t("First reply"), firstReply(lead, team.aiName.value)],
  ];
  return <FactList facts={facts} />;
}

function VehicleLink(props: { readonly lead: Lead; readonly page: PageProps }): JSX.Element {
  const { lead, page } = props;
  const at = page.route.at;
  return (
    <a
      class="text-link"
      href={viewPath({ view: "inventory", at, part: lead.vehicle_id, filters: {} })}
    >
      {lead.vehicle_label}
    </a>
  );
}

/** What comes next; tasks stand above with a button of their own. */
function nextWords({ next_step }: Lead, now: number, zone: string): string | null {
  if (next_step === null || next_step.kind === "task") return null;
  return `${nextStepName(next_step)}, ${dueWords(next_step, now, zone)}`;
}

function firstReply(lead: Lead, aiName: string): string {
  if (lead.first_response_at === null) return t("Not yet");
  const seconds = (Date.parse(lead.first_response_at) - Date.parse(lead.received_at)) / 1_000;
  const who = lead.first_response_author === "ai" ? aiName : t("a person");
  return t("{time} later, by {who}", { time: spanWords(Math.max(0, seconds)), who });
}
