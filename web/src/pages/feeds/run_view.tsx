import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { FeedRunDetail } from "../../api/feeds_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { canUndo, runProgress, runStatus, runTone } from "../../format/feed.ts";
import { formatCount } from "../../format/money.ts";
import { percent } from "../../format/percent.ts";
import { t, tn } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { viewPath } from "../../router.ts";
import type { FeedsShape } from "../../stores/feeds_store.ts";
import { ColumnTable } from "./column_table.tsx";
import { ProblemTable } from "./problem_table.tsx";

const LOOK_AGAIN_MS = 2_000;

interface RunProps {
  readonly page: PageProps;
  readonly store: FeedsShape;
  readonly run: FeedRunDetail;
  /** Called when something was asked of the server. */
  readonly onAct: () => void;
}

/** One file: what it would do, what is wrong in it, and what can be done about it. */
export function RunView(props: {
  readonly page: PageProps;
  readonly store: FeedsShape;
  readonly runId: string;
}): JSX.Element {
  const { page, store, runId } = props;
  const remote = useMemo(() => store.runOf(runId), [store, runId]);
  useEffect(() => void remote.refresh(), [remote]);
  useSignalEffect(() => {
    const news = page.workplace.news.value;
    if (news.some(({ kind }) => kind.startsWith("feed_run."))) void remote.refresh();
  });
  const shown = remote.state.value;
  const isMoving = shown.kind === "ready" && shown.value !== null &&
    runProgress(shown.value) !== null;
  useEffect(() => {
    if (!isMoving) return;
    // Events tell each step; this is for one that got lost on the way.
    const timer = setInterval(() => void remote.refresh(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [remote, isMoving]);
  return (
    <>
      <a class="text-link" href={viewPath({ ...page.route, filters: {} })}>{t("All imports")}</a>
      <RemoteView
        remote={shown}
        what={t("The import")}
        onRetry={() => void remote.reload()}
      >
        {(run) =>
          run === null
            ? <EmptyState icon="circle-alert" title={t("There is no such import")} />
            : (
              <Body
                page={page}
                store={store}
                run={run}
                onAct={() => void remote.refresh()}
              />
            )}
      </RemoteView>
    </>
  );
}

function Body({ page, store, run, onAct }: RunProps): JSX.Element {
  return (
    <>
      <section class="card import-card">
        <h2 class="card-title import-title">
          {run.file_name} <Tag tone={runTone(run)}>{runStatus(run.status)}</Tag>
        </h2>
        <Progress run={run} />
        {run.error !== null && <p class="import-line" data-tone="bad" role="alert">{run.error}</p>}
        <Counts run={run} />
        {run.status === "preview" && run.hold_reason !== null && <Held run={run} />}
        <Acts page={page} store={store} run={run} onAct={onAct} />
      </section>
      {run.problems > 0 && <ProblemTable run={run} />}
      {run.layout !== null && <ColumnTable page={page} store={store} run={run} />}
    </>
  );
}

function Progress({ run }: { readonly run: FeedRunDetail }): JSX.Element | null {
  const done = runProgress(run);
  if (done === null) return null;
  return (
    <div class="import-progress">
      <progress max={1} value={done} aria-label={runStatus(run.status)} />
      <span role="status">{percent(Math.floor(done * 100) / 100)}</span>
    </div>
  );
}

/** What the file does to the stock, one number each. */
function Counts({ run }: { readonly run: FeedRunDetail }): JSX.Element | null {
  if (run.status === "reading" || run.units + run.skipped === 0) return null;
  const counts = [
    [t("New"), run.added],
    [t("Changed"), run.changed],
    [t("As before"), run.unchanged],
    [t("Not in the file"), run.missing],
    [t("Left out"), run.skipped],
  ] as const;
  return (
    <dl class="import-counts">
      {counts.map(([label, count]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Held({ run }: { readonly run: FeedRunDetail }): JSX.Element {
  return (
    <p class="import-line" data-tone="warn">
      {tn(
        run.retiring,
        "1 unit has been missing often enough to be taken off the lot. That is more than this feed may do alone.",
        "{count} units have been missing often enough to be taken off the lot. That is more than this feed may do alone.",
      )}
    </p>
  );
}

function Acts({ page, store, run, onAct }: RunProps): JSX.Element | null {
  const act = (work: Promise<void>, failed: string): void =>
    void work.then(onAct, (error) => page.toasts.fail(failed, error));
  const notDone = t("This was not done");
  if (run.status === "preview") {
    const isHeld = run.hold_reason !== null;
    return (
      <div class="choice-row">
        <Button
          look={isHeld ? "warn" : "main"}
          icon="check"
          onPress={() => act(store.commit(run.id, isHeld), notDone)}
        >
          {isHeld
            ? t("Import, and take them off the lot")
            : tn(run.added + run.changed, "Import 1 unit", "Import {count} units")}
        </Button>
        <Button look="quiet" onPress={() => act(store.discard(run.id), notDone)}>
          {t("Discard")}
        </Button>
      </div>
    );
  }
  if (run.status === "failed") {
    return (
      <div class="choice-row">
        <Button icon="rotate-ccw" onPress={() => act(store.retry(run.id), notDone)}>
          {t("Try again")}
        </Button>
        <Button look="quiet" onPress={() => act(store.discard(run.id), notDone)}>
          {t("Discard")}
        </Button>
      </div>
    );
  }
  if (!canUndo(run, page.workplace.clock.minute.value)) return null;
  return (
    <div class="choice-row">
      <Button icon="undo-2" onPress={() => act(store.undo(run.id), notDone)}>
        {t("Undo this import")}
      </Button>
      <span class="note-line">{t("Possible for 24 hours. What was changed since stays.")}</span>
    </div>
  );
}
