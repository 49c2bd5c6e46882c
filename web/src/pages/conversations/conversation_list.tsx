import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { InboxRow } from "../../api/rows.ts";
import { Button, IconButton } from "../../components/button.tsx";
import { ConnectionLine, ConnectionWord } from "../../components/connection.tsx";
import { FailedState } from "../../components/empty_state.tsx";
import { Icon } from "../../components/icon.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { t } from "../../i18n/t.ts";
import { type ConversationsRoute, type InboxTab, NO_FILTER, routePath } from "../../router.ts";
import type { ShownLane } from "../../stores/inbox_store.ts";
import { laneTitle } from "../../stores/lanes.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { ConversationRow } from "./conversation_row.tsx";
import { EmptyList } from "./empty_list.tsx";
import { filterWords } from "./filter_words.ts";
import { goalMinutes } from "./reply_goal.ts";

/** Props of ConversationList. */
export interface ConversationListProps {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
  /** The id of the menu that switches dealerships; null with only one. */
  readonly switcher: string | null;
  readonly onSearch: (words: string) => void;
  readonly onFilter: () => void;
}

/** The id by which / finds the search field. */
export const SEARCH_FIELD = "search";

/** How long the order of the list stays put after the last touch of it. */
const HOLD_MS = 4_000;

/** The lanes with everything above them: dealership, connection, search and tabs. */
export function ConversationList(props: ConversationListProps): JSX.Element {
  const { workplace } = props;
  const { connection } = workplace;
  return (
    <section class="conversation-list" aria-label={t("Conversation list")}>
      <header class="conversation-list-head">
        <div class="conversation-list-top">
          <DealershipName name={workplace.dealership.name} switcher={props.switcher} />
          <ConnectionWord link={connection.link} word={connection.word} />
        </div>
        <div class="conversation-list-heading">
          <p class="conversation-list-title" aria-hidden="true">{t("Conversations")}</p>
          <IconButton icon="list-filter" name={t("Filter the list")} onPress={props.onFilter} />
        </div>
        <Search words={props.route.query} onSearch={props.onSearch} />
        <Filters workplace={workplace} route={props.route} />
        <ListTabs workplace={workplace} route={props.route} />
      </header>
      <ConnectionLine link={connection.link} line={connection.line} />
      {!workplace.dealership.ai_enabled && <AiPaused workplace={workplace} />}
      <Lanes workplace={workplace} route={props.route} />
    </section>
  );
}

function DealershipName(
  props: { readonly name: string; readonly switcher: string | null },
): JSX.Element {
  if (props.switcher === null) return <p class="conversation-list-place">{props.name}</p>;
  return (
    <button type="button" class="conversation-list-place" popovertarget={props.switcher}>
      {props.name}
      <Icon name="chevrons-up-down" size="s" />
      <span class="only-readers">{t(", switch dealership")}</span>
    </button>
  );
}

function Search(props: {
  readonly words: string;
  readonly onSearch: (words: string) => void;
}): JSX.Element {
  return (
    <search class="conversation-list-search">
      <Icon name="search" />
      <label class="only-readers" for={SEARCH_FIELD}>
        {t("Search by name, phone or stock number")}
      </label>
      <input
        id={SEARCH_FIELD}
        type="search"
        class="field-input"
        placeholder={t("Name, phone or stock number")}
        autocomplete="off"
        value={props.words}
        onInput={(event) => props.onSearch(event.currentTarget.value)}
      />
      <kbd class="keys" aria-hidden="true">/</kbd>
    </search>
  );
}

/** What the list is narrowed to, in words, with the way out. */
function Filters(props: {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}): JSX.Element | null {
  const { route, workplace } = props;
  if (route.filter === NO_FILTER) return null;
  return (
    <p class="conversation-list-filters" role="status">
      {filterWords(route.filter, workplace.team, workplace.inbox.rows.value)}
      <a class="text-link" href={routePath({ ...route, filter: NO_FILTER })}>{t("Show all")}</a>
    </p>
  );
}

function ListTabs(props: {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}): JSX.Element {
  const { inbox } = props.workplace;
  const isKnown = inbox.state.value.kind === "idle" || inbox.rows.value.size > 0;
  const counts = isKnown ? inbox.counts.value : { open: null, mine: null, snoozed: null };
  const tab = (name: string, key: InboxTab, count: number | null) => ({
    name,
    count,
    isCurrent: props.route.tab === key,
    href: routePath({ ...props.route, tab: key }),
  });
  return (
    <Tabs
      label={t("Which conversations")}
      tabs={[
        tab(t("Open"), "open", counts.open),
        tab(t("Mine"), "mine", counts.mine),
        tab(t("Snoozed"), "snoozed", counts.snoozed),
        tab(t("Closed"), "closed", null),
      ]}
    />
  );
}

function AiPaused(props: { readonly workplace: OpenWorkplace }): JSX.Element {
  const { ai } = props.workplace.inbox.counts.value;
  return (
    <p class="conversation-list-paused">
      <b>{t("AI replies are off.")}</b> {t("Nobody is replying to {count}.", { count: ai })}
    </p>
  );
}

function Lanes(props: {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}): JSX.Element {
  const { inbox } = props.workplace;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const hold = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(inbox.release, HOLD_MS);
    inbox.hold();
  };
  const release = (): void => {
    clearTimeout(timer.current);
    inbox.release();
  };
  const moved = inbox.moved.value;
  return (
    <div
      class="conversation-list-lanes"
      onPointerMove={hold}
      onKeyDown={hold}
      onPointerLeave={release}
    >
      <p class="conversation-list-moved" role="status">
        {moved > 0 && (
          <button type="button" onClick={release}>
            {t("{count} new, show", { count: moved })}
          </button>
        )}
      </p>
      <LanesBody workplace={props.workplace} route={props.route} />
    </div>
  );
}

function LanesBody(props: {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}): JSX.Element {
  const { workplace, route } = props;
  const { inbox } = workplace;
  const state = inbox.state.value;
  const lanes = inbox.lanes.value;
  if (state.kind === "loading" && lanes.length === 0) {
    return <Skeleton shape="rows" count={7} label={t("Loading conversations")} />;
  }
  if (state.kind === "failed") {
    return (
      <FailedState
        what={t("The list did not load")}
        problem={state.problem}
        onRetry={() => void workplace.reload().catch(() => {})}
      />
    );
  }
  if (lanes.length === 0) return <EmptyList route={route} />;
  return (
    <>
      {lanes.map((lane) => (
        <LaneView key={lane.key} lane={lane} workplace={workplace} route={route} />
      ))}
    </>
  );
}

function LaneView(props: {
  readonly lane: ShownLane;
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}): JSX.Element {
  const { lane, workplace, route } = props;
  const { inbox, team } = workplace;
  const title = laneTitle(lane, team.aiName.value);
  return (
    <section class="lane" data-kind={lane.kind} aria-label={`${title}, ${lane.total}`}>
      <h2 class="lane-title">
        <span class="lane-mark" aria-hidden="true" />
        <span>{title}</span>
        <span class="lane-count">{lane.total}</span>
      </h2>
      <ul>
        {lane.rows.map((row) => (
          <LaneRow
            key={row.id}
            row={row}
            isCurrent={row.id === route.conversationId}
            workplace={workplace}
            route={route}
          />
        ))}
      </ul>
      {lane.hasMore && (
        <div class="lane-more">
          <Button
            look="quiet"
            busy={inbox.loadingMore.value === lane.kind}
            onPress={() => void inbox.loadMore(lane.kind).catch(() => {})}
          >
            {inbox.loadingMore.value === lane.kind ? t("Loading") : t("Show 50 more")}
          </Button>
        </div>
      )}
    </section>
  );
}

/** Reads a signal, so it is left alone while its props stay: nearly all rows at each change. */
function LaneRow(props: {
  readonly row: InboxRow;
  readonly isCurrent: boolean;
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}): JSX.Element {
  const { row, isCurrent, route } = props;
  const { user, team, clock, dealership } = props.workplace;
  return (
    <li>
      <ConversationRow
        row={row}
        href={routePath({ ...route, conversationId: row.id })}
        isCurrent={isCurrent}
        me={user.id}
        aiName={team.aiName.value}
        now={clock.now}
        zone={dealership.timezone}
        goalMinutes={goalMinutes(dealership)}
      />
    </li>
  );
}
