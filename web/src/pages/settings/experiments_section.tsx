import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { ExperimentRow } from "../../api/experiments_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { metricName } from "../../format/experiment.ts";
import { percent } from "../../format/percent.ts";
import { phrase, t } from "../../i18n/t.ts";
import { experimentsOf, type ExperimentsShape } from "../../stores/experiments_store.ts";
import { ExperimentDialog } from "./experiment_dialog.tsx";
import { ExperimentReadout } from "./experiment_readout.tsx";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

type Status = ExperimentRow["status"];

const STATUS: Readonly<Record<Status, readonly [words: string, tone: "ok" | "warn" | "plain"]>> = {
  draft: [phrase("Draft"), "plain"],
  active: [phrase("Running"), "ok"],
  paused: [phrase("Paused"), "warn"],
  completed: [phrase("Completed"), "plain"],
  cancelled: [phrase("Cancelled"), "plain"],
};

/** What may follow on each state, besides completing it. */
const MOVES: Readonly<Record<Status, readonly (readonly [to: Status, words: string])[]>> = {
  draft: [["active", phrase("Start")], ["cancelled", phrase("Discard")]],
  active: [["paused", phrase("Pause")], ["cancelled", phrase("Cancel it")]],
  paused: [["active", phrase("Go on")], ["cancelled", phrase("Cancel it")]],
  completed: [],
  cancelled: [],
};

/** Which of two personas does better, measured on real shoppers. */
export function ExperimentsSection(props: SectionProps): JSX.Element {
  const { workplace } = props.page;
  const store = useMemo(() => workplace.connect(experimentsOf), [workplace]);
  const isNew = useSignal(false);
  const mayWrite = workplace.may("experiments.write");
  useEffect(() => {
    void store.experiments.refresh();
    void store.personas.refresh();
  }, [store]);
  return (
    <>
      <section class="card form-card" aria-label={t("Experiments")}>
        <div class="dashboard-side-head">
          <h2 class="card-title">{t("Experiments")}</h2>
          {mayWrite && (
            <Button icon="plus" look="main" onPress={() => isNew.value = true}>
              {t("New experiment")}
            </Button>
          )}
        </div>
        <p class="note-line">
          {t(
            "Each shopper keeps one voice. Harm stops an experiment by itself, nothing else does.",
          )}
        </p>
      </section>
      <RemoteView
        remote={store.experiments.state.value}
        what={t("The experiments")}
        onRetry={() => void store.experiments.reload()}
      >
        {(all) =>
          all.length === 0 ? <EmptyState icon="gauge" title={t("No experiments yet")} /> : (
            <>
              {all.map((one) => (
                <Card key={one.id} row={one} store={store} section={props} mayWrite={mayWrite} />
              ))}
            </>
          )}
      </RemoteView>
      {isNew.value && (
        <ExperimentDialog
          store={store}
          section={props}
          onClose={() => isNew.value = false}
        />
      )}
    </>
  );
}

function Card(props: {
  readonly row: ExperimentRow;
  readonly store: ExperimentsShape;
  readonly section: SectionProps;
  readonly mayWrite: boolean;
}): JSX.Element {
  const { row, store, section, mayWrite } = props;
  const [words, tone] = STATUS[row.status];
  const after = async (work: Promise<void>): Promise<void> => {
    await saving(section.page, work, {
      done: t("{name} is changed", { name: row.name }),
      failed: t("Could not change {name}", { name: row.name }),
    });
    await store.experiments.refresh();
  };
  const winner = row.experiment_variants.find((one) => one.id === row.winner_variant_id);
  return (
    <section class="card form-card" aria-label={row.name}>
      <div class="dashboard-side-head">
        <h3 class="card-title">{row.name}</h3>
        <Tag tone={tone}>{t(words)}</Tag>
      </div>
      <About row={row} />
      {row.status === "paused" && row.results.stopped_at !== undefined && (
        <p class="dashboard-tape">{t("It stopped by itself, because a variant did harm.")}</p>
      )}
      {winner !== undefined && <p>{t("Winner: {name}", { name: winner.name })}</p>}
      {row.status !== "draft" && (
        <ExperimentReadout
          row={row}
          store={store}
          onComplete={mayWrite && ["active", "paused"].includes(row.status)
            ? (winnerId) =>
              void after(store.completeExperiment(row.id, winnerId, winnerId !== null))
            : null}
        />
      )}
      {mayWrite && (
        <Moves
          row={row}
          onMove={(to) => void after(store.moveExperiment(row.id, to))}
        />
      )}
    </section>
  );
}

function About({ row }: { readonly row: ExperimentRow }): JSX.Element {
  const share = percent(row.traffic_percentage / 100);
  const metric = metricName(row.primary_metric);
  return (
    <>
      {row.hypothesis !== "" && <p>{row.hypothesis}</p>}
      <p class="set-meta">
        {t("{share} of shoppers take part. It is about: {metric}", { share, metric })}
      </p>
    </>
  );
}

function Moves(props: {
  readonly row: ExperimentRow;
  readonly onMove: (to: Status) => void;
}): JSX.Element | null {
  const { row, onMove } = props;
  const moves = MOVES[row.status];
  if (moves.length === 0) return null;
  return (
    <div class="choice-row">
      {moves.map(([to, act]) => (
        <Button
          key={to}
          look={to === "cancelled" ? "quiet" : "plain"}
          onPress={() => onMove(to)}
        >
          {t(act)}
          <span class="only-readers">{` ${row.name}`}</span>
        </Button>
      ))}
    </div>
  );
}
