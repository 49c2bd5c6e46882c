import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { feedsOf, type FeedsShape } from "../../stores/feeds_store.ts";
import { DropFile } from "./drop_file.tsx";
import { FeedList } from "./feed_list.tsx";
import { RunList } from "./run_list.tsx";
import { RunView } from "./run_view.tsx";

/** How stock comes in: drop a file, see what it would do, let it happen, take it back. */
export function ImportView(page: PageProps): JSX.Element {
  const { workplace, route } = page;
  const store = useMemo(() => workplace.connect(feedsOf), [workplace]);
  if (!workplace.may("vehicles.write")) {
    return (
      <EmptyState icon="ban" title={t("Only managers import vehicles")}>
        <p>{t("An admin of your dealership can change your role.")}</p>
      </EmptyState>
    );
  }
  const runId = route.filters.run ?? "";
  if (runId !== "") return <RunView key={runId} page={page} store={store} runId={runId} />;
  return <Overview page={page} store={store} />;
}

function Overview(props: { readonly page: PageProps; readonly store: FeedsShape }): JSX.Element {
  const { page, store } = props;
  const { workplace } = page;
  useEffect(() => {
    void store.runs.refresh();
    void store.feeds.refresh();
  }, [store]);
  useSignalEffect(() => {
    if (!workplace.news.value.some(({ kind }) => kind.startsWith("feed_run."))) return;
    void store.runs.refresh();
    void store.feeds.refresh();
  });
  return (
    <>
      <DropFile page={page} store={store} />
      <RemoteView
        remote={store.runs.state.value}
        what={t("The imports")}
        onRetry={() => void store.runs.reload()}
      >
        {(runs) => <RunList page={page} runs={runs} />}
      </RemoteView>
      <RemoteView
        remote={store.feeds.state.value}
        what={t("The feeds")}
        onRetry={() => void store.feeds.reload()}
      >
        {(feeds) => <FeedList page={page} store={store} feeds={feeds} />}
      </RemoteView>
    </>
  );
}
