import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { PageHead } from "../../components/page_head.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { t, tn } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { titlePage } from "../../page_title.ts";
import { conversationPath } from "../../router.ts";
import { dashboardOf, type DashboardShape } from "../../stores/dashboard_store.ts";
import { arrangeLanes, laneOf } from "../../stores/lanes.ts";
import { WorkplaceRow } from "../conversations/workplace_row.tsx";
import { ActivityLog } from "./activity_log.tsx";
import { AiHealthCard } from "./ai_health_card.tsx";
import { DashboardCards } from "./dashboard_cards.tsx";
import { SetupList } from "./setup_list.tsx";

/** How many of those who wait are shown. */
const TOP = 5;

/** The first screen of the day: who waits, how the last days went, what happens now. */
export function DashboardPage(props: PageProps): JSX.Element {
  const { workplace } = props;
  const store = useMemo(
    () => workplace.connect(dashboardOf(workplace.may)),
    [workplace],
  );
  useEffect(() => {
    store.refresh();
    return () => store.stop();
  }, [store]);
  useSignalEffect(() => {
    if (workplace.news.value.length > 0) store.refreshSoon();
  });
  useEffect(() => {
    titlePage(t("Dashboard · {name}", { name: workplace.dealership.name }));
  }, [workplace]);
  return (
    <div class="page">
      <PageHead
        title={t("Dashboard")}
        place={workplace.dealership.name}
        switcher={props.switcher}
        connection={workplace.connection}
      />
      <div class="page-body dashboard">
        <Sentence page={props} />
        <Columns page={props} store={store} />
      </div>
    </div>
  );
}

interface Parts {
  readonly page: PageProps;
  readonly store: DashboardShape;
}

/** All at once when it is known who waits: a list that came later would push the rest down. */
function Columns(props: Parts): JSX.Element {
  const { page, store } = props;
  if (page.workplace.inbox.state.value.kind === "loading") {
    return <Skeleton shape="rows" count={5} label={t("Loading the view")} />;
  }
  return (
    <div class="dashboard-columns">
      <div class="dashboard-main">
        <WaitingList page={page} />
        <DashboardCards page={page} store={store} />
      </div>
      <Side page={page} store={store} />
    </div>
  );
}

function Side(props: Parts): JSX.Element {
  const { inbox } = props.page.workplace;
  const isNew = inbox.state.value.kind === "idle" && inbox.rows.value.size === 0;
  return (
    <div class="dashboard-side">
      {isNew && <SetupList page={props.page} store={props.store} />}
      <AiHealthCard page={props.page} store={props.store} />
      <ActivityLog page={props.page} store={props.store} />
    </div>
  );
}

/** Who waits and who is being replied to, right now. */
function Sentence(props: { readonly page: PageProps }): JSX.Element {
  const { inbox, team } = props.page.workplace;
  const { waiting, ai, mine } = inbox.counts.value;
  if (inbox.state.value.kind === "loading") {
    return <p class="dashboard-sentence" role="status">{t("Counting who waits")}</p>;
  }
  return (
    <p class="dashboard-sentence">
      <b data-state={waiting > 0 ? "busy" : "calm"}>
        {waiting === 0
          ? t("Nobody is waiting for a person.")
          : tn(waiting, "1 person is waiting.", "{count} people are waiting.")}
      </b>{" "}
      {t("{name} is replying to {count}.", { name: team.aiName.value, count: ai })}
      {mine > 0 && ` ${t("You are replying to {count}.", { count: mine })}`}
    </p>
  );
}

function WaitingList(props: { readonly page: PageProps }): JSX.Element | null {
  const { workplace, route } = props.page;
  const { inbox, user } = workplace;
  const count = inbox.counts.value.waiting;
  const rows = [...inbox.rows.value.values()].filter((row) => laneOf(row, user.id) === "waiting");
  const waiting = arrangeLanes(rows, user.id)[0]?.rows ?? [];
  if (waiting.length === 0) return null;
  return (
    <section class="card dashboard-waiting" aria-label={t("Who waits")}>
      <h2 class="card-title">{t("Waiting the longest")}</h2>
      <ul>
        {waiting.slice(0, TOP).map((row) => (
          <li key={row.id}>
            <WorkplaceRow
              row={row}
              href={conversationPath(route.at, row.id)}
              isCurrent={false}
              workplace={workplace}
            />
          </li>
        ))}
      </ul>
      {count > TOP && (
        <a class="text-link" href={conversationPath(route.at)}>
          {t("All {count} who wait", { count })}
        </a>
      )}
    </section>
  );
}
