import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { InboxRow } from "../../api/rows.ts";
import { Button } from "../../components/button.tsx";
import { FailedState } from "../../components/empty_state.tsx";
import { Icon } from "../../components/icon.tsx";
import { lazily } from "../../components/lazily.tsx";
import { MessageBubble } from "../../components/message_bubble.tsx";
import { Rule } from "../../components/rule.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { customerTitle, firstName } from "../../format/name.ts";
import { clockTime, dayOf } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { filesOf } from "../../stores/file_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { type Bubble, type ThreadItem, threadItems } from "./thread_items.ts";

const ThreadReach = lazily(() => import("./thread_reach.tsx").then((module) => module.ThreadReach));

/** Scrolled further up than this, a button leads back to the newest message. */
const AWAY_PX = 160;

/** Props of ThreadLog. */
export interface ThreadLogProps {
  readonly workplace: OpenWorkplace;
  readonly row: InboxRow;
  readonly onRetry: (retry: { messageId: number } | { clientId: string }) => void;
  readonly onWhy: (messageId: number) => void;
  readonly onElsewhere: (words: string) => void;
}

/**
 * Every message, the newest at the bottom. The scroll box runs from the bottom up, so the browser
 * itself stays at the newest message and older ones can be put in above without a jump.
 */
export function ThreadLog(props: ThreadLogProps): JSX.Element {
  const { thread, outbox } = props.workplace;
  const box = useRef<HTMLDivElement>(null);
  const isAway = useSignal(false);
  const sent = outbox.outgoing.value.length;
  useEffect(() => {
    if (sent > 0) box.current?.scrollTo({ top: 0 });
  }, [sent]);
  const state = thread.state.value;
  return (
    <div class="thread-log-place">
      <div
        ref={box}
        class="thread-log"
        role="log"
        aria-live="off"
        aria-label={t("Messages")}
        tabIndex={0}
        onScroll={(event) => isAway.value = event.currentTarget.scrollTop < -AWAY_PX}
      >
        <div class="thread-log-body">
          <Earlier workplace={props.workplace} />
          {state.kind === "loading" && (
            <Skeleton shape="thread" count={4} label={t("Loading messages")} />
          )}
          {state.kind === "failed" && (
            <FailedState
              what={t("The messages did not load")}
              problem={state.problem}
              onRetry={() => void thread.refresh()}
            />
          )}
          {state.kind === "idle" && <Items {...props} />}
        </div>
      </div>
      {isAway.value && (
        <button
          type="button"
          class="thread-newest"
          onClick={() => box.current?.scrollTo({ top: 0, behavior: "smooth" })}
        >
          <Icon name="arrow-down" size="s" />
          {t("Newest")}
        </button>
      )}
    </div>
  );
}

function Earlier(props: { readonly workplace: OpenWorkplace }): JSX.Element | null {
  const { thread } = props.workplace;
  if (!thread.hasEarlier.value) return null;
  const state = thread.earlierState.value;
  return (
    <div class="thread-earlier">
      {state.kind === "failed" && <p role="alert">{state.problem.message}.</p>}
      <Button
        look="quiet"
        busy={state.kind === "loading"}
        onPress={() => void thread.loadEarlier()}
      >
        {state.kind === "loading" ? t("Loading") : t("Show earlier messages")}
      </Button>
    </div>
  );
}

function Items(props: ThreadLogProps): JSX.Element {
  const { workplace, row } = props;
  const { thread, outbox, team, user, clock, dealership } = workplace;
  const zone = dealership.timezone;
  // The labels of days change once a day, not with every tick of the clock.
  const today = Date.parse(`${dayOf(clock.minute.value, zone)}T12:00:00Z`);
  const items = threadItems(
    thread.messages.value,
    outbox.outgoing.value.filter((item) => item.conversationId === row.id),
    {
      me: user.id,
      customer: speakingName(row),
      ai: team.aiName.value,
      staff: team.names.value,
      addresses: row.addresses,
    },
    { now: today, zone },
  );
  if (items.length === 0) return <p class="thread-nothing">{t("No messages yet")}</p>;
  return (
    <>
      {items.map((item) => (
        <Item
          key={item.key}
          item={item}
          zone={zone}
          workplace={workplace}
          onRetry={props.onRetry}
          onWhy={props.onWhy}
          onElsewhere={props.onElsewhere}
        />
      ))}
    </>
  );
}

function Item(props: {
  readonly item: ThreadItem;
  readonly zone: string;
  readonly workplace: OpenWorkplace;
  readonly onRetry: ThreadLogProps["onRetry"];
  readonly onWhy: ThreadLogProps["onWhy"];
  readonly onElsewhere: ThreadLogProps["onElsewhere"];
}): JSX.Element {
  const { item, zone } = props;
  if (item.kind === "day") {
    return (
      <Rule kind="day">
        <b>{item.label}</b>
      </Rule>
    );
  }
  if (item.kind === "event") {
    return (
      <Rule kind="event" tone={item.isWarning ? "warn" : "plain"}>
        <b>{clockTime(item.at, zone)}</b> {item.text}
      </Rule>
    );
  }
  return <BubbleItem bubble={item.bubble} {...props} />;
}

function BubbleItem(props: {
  readonly bubble: Bubble;
  readonly zone: string;
  readonly workplace: OpenWorkplace;
  readonly onRetry: ThreadLogProps["onRetry"];
  readonly onWhy: ThreadLogProps["onWhy"];
  readonly onElsewhere: ThreadLogProps["onElsewhere"];
}): JSX.Element {
  const { bubble } = props;
  const { retry, discard, elsewhere, why } = bubble;
  const addresses = props.workplace.conversation.row.value?.addresses ?? null;
  const customer = props.workplace.customer.customer.value;
  return (
    <MessageBubble
      id={bubble.id}
      author={bubble.author}
      name={bubble.name}
      at={bubble.at}
      reach={addresses === null || bubble.reach === null ? null : (
        <ThreadReach
          of={bubble.reach}
          isInbound={bubble.author === "customer"}
          addresses={addresses}
        />
      )}
      zone={props.zone}
      text={bubble.text}
      lang={bubble.author === "customer" ? customer?.preferred_language ?? null : null}
      subject={bubble.subject}
      media={bubble.media}
      onFile={(path, name) => void saveFile(props.workplace, path, name)}
      addressOf={(path) => props.workplace.connect(filesOf).shownAddressOf(path)}
      checked={bubble.checked}
      delivery={bubble.delivery}
      isContinued={bubble.isContinued}
      onWhy={why === null ? null : () => props.onWhy(why)}
      onRetry={retry === null ? null : () => props.onRetry(retry)}
      onElsewhere={elsewhere === null ? null : () => props.onElsewhere(elsewhere)}
      onDiscard={discard === null ? null : () => props.workplace.outbox.discard(discard)}
    />
  );
}

async function saveFile(workplace: OpenWorkplace, path: string, name: string): Promise<void> {
  try {
    await workplace.connect(filesOf).save(path, name);
  } catch (error) {
    workplace.announcer.say(error instanceof Error ? error.message : t("The file is not there"));
  }
}

function speakingName(row: InboxRow): string {
  // Their address stands by each of their messages.
  if (row.customer_name === null && row.has_merged) return t("Customer");
  return row.customer_name === null
    ? customerTitle(null, row.customer_address)
    : firstName(row.customer_name);
}
