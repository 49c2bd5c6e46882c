import { computed, type ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { InboxRow } from "../../api/rows.ts";
import { ChannelIcon, channelName } from "../../components/channel.tsx";
import { Plate } from "../../components/plate.tsx";
import { Tag } from "../../components/tag.tsx";
import { WaitClock } from "../../components/wait_clock.tsx";
import { customerTitle, firstName } from "../../format/name.ts";
import { priorityName } from "../../format/priority.ts";
import { snoozeWords } from "../../format/snooze.ts";
import { fullTime, listTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { AI_TYPIST, type Typist } from "../../stores/typing_store.ts";

/** Props of ConversationRow. */
export interface ConversationRowProps {
  readonly row: InboxRow;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly me: string;
  readonly aiName: string;
  readonly now: ReadonlySignal<number>;
  readonly zone: string;
  readonly goalMinutes: number;
  /** Who writes, in this conversation and others. */
  readonly typists: ReadonlySignal<readonly Typist[]>;
  /** Full names by user id. */
  readonly names: ReadonlySignal<ReadonlyMap<string, string>>;
}

/** One conversation in the list: who, about which vehicle, the last words, and how long ago. */
export function ConversationRow(props: ConversationRowProps): JSX.Element {
  const { row } = props;
  const name = customerTitle(row.customer_name, row.customer_address);
  const vehicle = [row.vehicle_label, row.vehicle_stock].filter(Boolean).join(" · ");
  const isUnread = row.unread_count > 0;
  const needsSomeone = isUnread || row.owner === "waiting_human";
  return (
    <a
      class="conversation-row"
      href={props.href}
      data-id={row.id}
      data-needs={needsSomeone ? "true" : undefined}
      aria-current={props.isCurrent ? "true" : undefined}
    >
      <span class="conversation-row-side">
        <Plate name={name} kind="customer" />
        <ChannelIcon channel={row.channel} />
      </span>
      <span class="conversation-row-head">
        <span class="conversation-row-name">{name}</span>
        <Marks row={row} />
      </span>
      <span class="conversation-row-when">
        <When row={row} now={props.now} zone={props.zone} goalMinutes={props.goalMinutes} />
      </span>
      <span class="conversation-row-vehicle">{vehicle === "" ? t("No vehicle yet") : vehicle}</span>
      <Preview
        row={row}
        me={props.me}
        aiName={props.aiName}
        typists={props.typists}
        names={props.names}
      />
      <span class="only-readers">
        {`, ${channelName(row.channel)}`}
        {isUnread && `, ${t("{count} unread", { count: row.unread_count })}`}
      </span>
    </a>
  );
}

function Marks(props: { readonly row: InboxRow }): JSX.Element | null {
  const { row } = props;
  const words = [
    row.priority === "normal" ? null : priorityName(row.priority),
    row.ai_paused && row.owner === "ai" ? t("AI paused") : null,
    ...row.tags.map((tag) => tag.name),
  ].filter((word) => word !== null);
  if (words.length === 0) return null;
  return (
    <span class="conversation-row-marks">
      {words.map((word) => <Tag key={word} tone="plain">{word}</Tag>)}
    </span>
  );
}

function When(
  props: Pick<ConversationRowProps, "row" | "now" | "zone" | "goalMinutes">,
): JSX.Element | null {
  const { row, now, zone } = props;
  if (row.snoozed_until !== null) return <Until until={row.snoozed_until} now={now} zone={zone} />;
  if (row.waiting_since !== null && row.owner !== "ai") {
    return (
      <WaitClock
        since={row.waiting_since}
        due={row.reply_due_at}
        now={now}
        goalMinutes={props.goalMinutes}
      />
    );
  }
  if (row.last_message_at === null) return null;
  return <At at={row.last_message_at} now={now} zone={zone} />;
}

// As with WaitClock: drawn anew when the words change, not each second.

function Until(
  { until, now, zone }: Pick<ConversationRowProps, "now" | "zone"> & { readonly until: string },
): JSX.Element {
  const time = useMemo(() => computed(() => snoozeWords(until, now.value, zone)), [
    until,
    now,
    zone,
  ]);
  return <span>{t("until {time}", { time: time.value })}</span>;
}

function At(
  { at, now, zone }: Pick<ConversationRowProps, "now" | "zone"> & { readonly at: string },
): JSX.Element {
  const time = useMemo(() => computed(() => listTime(at, now.value, zone)), [at, now, zone]);
  return <time dateTime={at} title={fullTime(at, zone)}>{time.value}</time>;
}

/** The last words, or who is writing the next ones. */
function Preview(
  props: Pick<ConversationRowProps, "row" | "me" | "aiName" | "typists" | "names">,
): JSX.Element {
  const { row, typists, names, aiName } = props;
  const words = useMemo(
    () => computed(() => writingWords(typists.value, names.value, { id: row.id, aiName })),
    [typists, names, row.id, aiName],
  );
  if (words.value !== null) {
    return <span class="conversation-row-preview" data-state="writing">{words.value}</span>;
  }
  return (
    <span class="conversation-row-preview">
      <Speaker row={row} me={props.me} aiName={aiName} />
      {row.last_message_preview ?? t("No messages yet")}
    </span>
  );
}

function writingWords(
  typists: readonly Typist[],
  names: ReadonlyMap<string, string>,
  { id, aiName }: { readonly id: string; readonly aiName: string },
): string | null {
  const typist = typists.find((one) => one.conversationId === id);
  if (typist === undefined) return null;
  if (typist.userId === AI_TYPIST) return t("{aiName} is writing a draft", { aiName });
  const name = names.get(typist.userId);
  return t("{name} is typing", {
    name: name === undefined ? t("A colleague") : firstName(name),
  });
}

function Speaker(props: Pick<ConversationRowProps, "row" | "me" | "aiName">): JSX.Element | null {
  const { row } = props;
  const name = speakerOf(row, props.me, props.aiName);
  return name === null ? null : <span class="conversation-row-speaker">{`${name}: `}</span>;
}

function speakerOf(row: InboxRow, me: string, aiName: string): string | null {
  if (row.last_message_author === "ai") return aiName;
  if (row.last_message_author !== "staff") return null;
  if (row.assigned_to === me) return t("You");
  return row.assigned_name === null ? t("Staff") : firstName(row.assigned_name);
}
