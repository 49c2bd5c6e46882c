import type { JSX } from "preact";
import type { ConversationAct, ConversationWork } from "../../api/conversation_api.ts";
import type { InboxRow } from "../../api/rows.ts";
import { Button } from "../../components/button.tsx";
import { ConnectionLine } from "../../components/connection.tsx";
import { EmptyState, FailedState } from "../../components/empty_state.tsx";
import { HandoverBanner } from "../../components/handover_banner.tsx";
import { lazily } from "../../components/lazily.tsx";
import { ReplyLine } from "../../components/reply_line.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { customerTitle } from "../../format/name.ts";
import { snoozeWords } from "../../format/snooze.ts";
import { t, tn } from "../../i18n/t.ts";
import { type ConversationsRoute, routePath } from "../../router.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import { viewingNames } from "../../stores/team_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { mergeable } from "./mergeable.ts";
import type { Panel } from "./panel.ts";
import { goalMinutes } from "./reply_goal.ts";
import { ThreadComposer } from "./thread_composer.tsx";
import { ThreadHeader } from "./thread_header.tsx";
import { ThreadLog } from "./thread_log.tsx";
import { UnitLine } from "./unit_line.tsx";

const HandsBack = lazily(() => import("./hands_back.tsx").then((module) => module.HandsBack));
const ScheduledList = lazily(() =>
  import("./scheduled_list.tsx").then((module) => module.ScheduledList)
);
const AiDock = lazily(() => import("./ai_dock.tsx").then((module) => module.AiDock));

const MissingThread = lazily(() =>
  import("./missing_thread.tsx").then((module) => module.MissingThread)
);

/** Props of Thread. */
export interface ThreadProps {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
  readonly onAct: (act: ConversationAct) => void;
  readonly onWork: (work: ConversationWork) => void;
  readonly onOpen: (panel: Panel) => void;
  readonly onShowCustomer: () => void;
  readonly onMove: (step: 1 | -1) => void;
  /** Goes to the thread that the open one was merged into. */
  readonly onFollow: (conversationId: string) => void;
  readonly toasts: ToastStore;
  readonly onRetry: (retry: { messageId: number } | { clientId: string }) => void;
}

/** The open conversation: who it is with, who replies, every message, and the reply field. */
export function Thread(props: ThreadProps): JSX.Element {
  const { conversation } = props.workplace;
  const row = conversation.row.value;
  if (row === null) return <NoThread {...props} />;
  const name = customerTitle(row.customer_name, row.customer_address);
  return (
    <section class="thread" aria-label={t("Conversation with {name}", { name })}>
      <ThreadHeader
        row={row}
        acting={conversation.acting.value}
        backHref={routePath({ ...props.route, conversationId: null })}
        canMerge={mergeable(row, props.workplace.customer.earlier.value).length > 0}
        isBlocked={isBlocked(props.workplace, row)}
        viewing={viewingNames(props.workplace.team, row.id, props.workplace.user.id)}
        onAct={props.onAct}
        onWork={props.onWork}
        onOpen={props.onOpen}
        onShowCustomer={props.onShowCustomer}
      />
      <Notices thread={props} row={row} />
      <ThreadLog
        key={row.id}
        workplace={props.workplace}
        row={row}
        onRetry={props.onRetry}
        onWhy={(messageId) => props.onOpen({ kind: "why", messageId })}
        onElsewhere={(words) => props.onOpen({ kind: "channel", words })}
      />
      <AiDock
        workplace={props.workplace}
        row={row}
        toasts={props.toasts}
        onOpen={props.onOpen}
      />
      {props.workplace.scheduled.scheduled.value.length > 0 && (
        <ScheduledList workplace={props.workplace} toasts={props.toasts} />
      )}
      <ThreadComposer
        key={`composer ${row.id}`}
        workplace={props.workplace}
        row={row}
        onMove={props.onMove}
        onOpen={props.onOpen}
      />
    </section>
  );
}

/** Everything that is said between the header and the messages. */
function Notices(props: { readonly thread: ThreadProps; readonly row: InboxRow }): JSX.Element {
  const { row } = props;
  const { workplace, onAct, onOpen, onWork } = props.thread;
  return (
    <>
      <div class="thread-connection">
        <ConnectionLine
          link={workplace.connection.link}
          line={workplace.connection.line}
        />
      </div>
      {row.snoozed_until !== null && (
        <Snoozed until={row.snoozed_until} workplace={workplace} onWork={onWork} />
      )}
      <WhoReplies
        row={row}
        workplace={workplace}
        onAct={onAct}
        onAssign={() => onOpen({ kind: "assign" })}
      />
      <UnitLine row={row} vehicle={workplace.customer.vehicle.value} />
    </>
  );
}

function Snoozed(props: {
  readonly until: string;
  readonly workplace: OpenWorkplace;
  readonly onWork: ThreadProps["onWork"];
}): JSX.Element {
  const { clock, dealership } = props.workplace;
  const when = snoozeWords(props.until, clock.minute.value, dealership.timezone);
  return (
    <ReplyLine tone="calm" text={t("Snoozed until {when}, or until the customer writes", { when })}>
      <Button
        icon="alarm-clock"
        onPress={() =>
          props.onWork({ kind: "snooze", until: null })}
      >
        {t("Wake now")}
      </Button>
    </ReplyLine>
  );
}

/** Says who replies to this customer right now, with the way to change it. */
function WhoReplies(props: {
  readonly row: InboxRow;
  readonly workplace: OpenWorkplace;
  readonly onAct: (act: ConversationAct) => void;
  readonly onAssign: () => void;
}): JSX.Element | null {
  const { row, workplace } = props;
  const ai = workplace.team.aiName.value;
  const isBusy = workplace.conversation.acting.value !== null;
  if (row.status === "closed" || row.status === "archived") {
    const text = isBlocked(workplace, row)
      ? t("Blocked. What they write is kept, and nobody is told")
      : t("Closed. The next message opens it again");
    return <ReplyLine tone="calm" text={text} />;
  }
  if (row.owner === "waiting_human") {
    return (
      <HandoverBanner
        aiName={ai}
        row={row}
        now={workplace.clock.now}
        goalMinutes={goalMinutes(workplace.dealership)}
        zone={workplace.dealership.timezone}
        busy={isBusy}
        onTakeOver={() => props.onAct("take_over")}
        onHandBack={() => props.onAct("hand_back")}
        owner={row.assigned_to === workplace.user.id ? null : row.assigned_name}
        onAssign={props.onAssign}
      />
    );
  }
  if (row.owner === "human") {
    return <PersonReplies row={row} workplace={workplace} onAct={props.onAct} />;
  }
  if (row.ai_paused) {
    return <ReplyLine tone="calm" text={t("{ai} is paused here. Nobody is replying", { ai })} />;
  }
  return null;
}

function PersonReplies(props: {
  readonly row: InboxRow;
  readonly workplace: OpenWorkplace;
  readonly onAct: (act: ConversationAct) => void;
}): JSX.Element {
  const { row, workplace } = props;
  const ai = workplace.team.aiName.value;
  const isBusy = workplace.conversation.acting.value !== null;
  const isMine = row.assigned_to === workplace.user.id;
  const who = isMine
    ? t("You’re replying")
    : t("{name} is replying", { name: row.assigned_name ?? t("A colleague") });
  return (
    <ReplyLine tone={isMine ? "me" : "calm"} text={who}>
      <HandsBack workplace={workplace} row={row} />
      <Button
        icon="undo-2"
        keys="H"
        busy={isBusy}
        onPress={() => props.onAct("hand_back")}
      >
        {t("Hand back to {ai}", { ai })}
      </Button>
    </ReplyLine>
  );
}

function isBlocked({ customer }: OpenWorkplace, row: InboxRow): boolean {
  const known = customer.customer.value;
  return known?.id === row.customer_id && Boolean(known.blocked_at);
}

function NoThread(props: Pick<ThreadProps, "workplace" | "route" | "onFollow">): JSX.Element {
  const { workplace, route } = props;
  const { conversation } = workplace;
  const state = conversation.state.value;
  return (
    <section class="thread" data-state="empty" aria-label={t("Conversation")}>
      {state.kind === "loading" && (
        <Skeleton shape="thread" count={4} label={t("Loading the conversation")} />
      )}
      {state.kind === "failed" && (
        <FailedState
          what={t("The conversation did not load")}
          problem={state.problem}
          onRetry={() => void conversation.open(conversation.openId.value)}
        />
      )}
      {state.kind === "idle" && (conversation.openId.value === null
        ? <Overview workplace={workplace} route={route} />
        : (
          <MissingThread
            workplace={workplace}
            conversationId={conversation.openId.value}
            backHref={routePath({ ...route, conversationId: null })}
            onFollow={props.onFollow}
          />
        ))}
    </section>
  );
}

/** With nothing open: how many wait, and the way to the one who waits longest. */
function Overview(props: {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}): JSX.Element | null {
  const { inbox, team } = props.workplace;
  if (inbox.state.value.kind !== "idle") return null;
  const { waiting, ai } = inbox.counts.value;
  const longest = inbox.lanes.value.find((lane) => lane.kind === "waiting")?.rows[0];
  const first = waiting === 0
    ? t("Nobody is waiting for a person.")
    : tn(waiting, "1 person is waiting.", "{count} people are waiting.");
  return (
    <EmptyState
      icon="messages-square"
      title={`${first} ${
        t("{name} is replying to {count}.", { name: team.aiName.value, count: ai })
      }`}
    >
      {longest === undefined
        ? <p>{t("J and K move through the list, Enter opens.")}</p>
        : (
          <a class="text-link" href={routePath({ ...props.route, conversationId: longest.id })}>
            {t("Open the one who waits longest")}
          </a>
        )}
    </EmptyState>
  );
}
