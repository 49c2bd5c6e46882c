import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { IconButton } from "../../components/button.tsx";
import { AsOf, ConnectionLine, ConnectionWord } from "../../components/connection.tsx";
import { Icon } from "../../components/icon.tsx";
import { lazily } from "../../components/lazily.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { t } from "../../i18n/t.ts";
import {
  type ConversationsRoute,
  filterCount,
  type InboxTab,
  NO_FILTER,
  routePath,
} from "../../router.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { LaneList } from "./lane_list.tsx";
import { clearSelection, isPicking, selected, startPicking } from "./selection.ts";

const SelectionBar = lazily(() =>
  import("./selection_bar.tsx").then((module) => module.SelectionBar)
);
const FilterLine = lazily(() => import("./filter_line.tsx").then((module) => module.FilterLine));

/** Props of ConversationList. */
export interface ConversationListProps {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
  /** The id of the menu that switches dealerships; null with only one. */
  readonly switcher: string | null;
  readonly onSearch: (words: string) => void;
  readonly onFilter: () => void;
  readonly toasts: ToastStore;
}

/** The id by which / finds the search field. */
export const SEARCH_FIELD = "search";

/** The lanes with everything above them: dealership, connection, search and tabs. */
export function ConversationList(props: ConversationListProps): JSX.Element {
  const { workplace } = props;
  const { connection } = workplace;
  // What another tab does not show is not acted on.
  useEffect(() => () => void clearSelection(), [props.route.tab]);
  return (
    <section
      class="conversation-list"
      aria-label={t("Conversation list")}
      data-picking={isPicking.value ? "true" : undefined}
    >
      <header class="conversation-list-head">
        <div class="conversation-list-top">
          <DealershipName name={workplace.dealership.name} switcher={props.switcher} />
          <span class="conversation-list-link">
            <AsOf asOf={connection.asOf} />
            <ConnectionWord link={connection.link} word={connection.word} />
          </span>
        </div>
        <div class="conversation-list-heading">
          <p class="conversation-list-title" aria-hidden="true">{t("Conversations")}</p>
          <span class="conversation-list-select">
            <IconButton
              icon="list-checks"
              name={t("Select conversations")}
              onPress={startPicking}
            />
          </span>
          <FilterButton count={filterCount(props.route.filter)} onPress={props.onFilter} />
        </div>
        <Search words={props.route.query} onSearch={props.onSearch} />
        {props.route.filter !== NO_FILTER && (
          <FilterLine workplace={workplace} route={props.route} />
        )}
        <ListTabs workplace={workplace} route={props.route} />
      </header>
      <ConnectionLine link={connection.link} line={connection.line} />
      {!workplace.dealership.ai_enabled && <AiPaused workplace={workplace} />}
      <LaneList workplace={workplace} route={props.route} />
      <Selection workplace={workplace} toasts={props.toasts} />
    </section>
  );
}

function Selection(
  props: Pick<ConversationListProps, "workplace" | "toasts">,
): JSX.Element | null {
  if (!isPicking.value && selected.value.size === 0) return null;
  return <SelectionBar workplace={props.workplace} toasts={props.toasts} />;
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

function FilterButton(props: {
  readonly count: number;
  readonly onPress: () => void;
}): JSX.Element {
  const { count } = props;
  const name = count === 0 ? t("Filter the list") : t("Filter the list, {count} on", { count });
  return (
    <span class="conversation-list-filter">
      <IconButton icon="list-filter" name={name} onPress={props.onPress} />
      {count > 0 && <b class="conversation-list-filter-count" aria-hidden="true">{count}</b>}
    </span>
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
