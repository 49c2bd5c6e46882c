import { readExperiment } from "@rylie/domain/experiment_reading.ts";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { ExperimentRow } from "../../api/experiments_api.ts";
import { Button } from "../../components/button.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { differenceWords, metricName, rateWords, readingWords } from "../../format/experiment.ts";
import { t } from "../../i18n/t.ts";
import type { ExperimentsShape } from "../../stores/experiments_store.ts";
import { createRemote } from "../../stores/remote.ts";

/** What an experiment says by now, in a sentence and, where it may be read, in numbers. */
export function ExperimentReadout(props: {
  readonly row: ExperimentRow;
  readonly store: ExperimentsShape;
  /** Ends it with that winner, or without one; null when nobody may. */
  readonly onComplete: ((winnerId: string | null) => void) | null;
}): JSX.Element {
  const { row, store, onComplete } = props;
  const summary = useMemo(() => createRemote(() => store.readSummary(row.id)), [store, row.id]);
  useEffect(() => void summary.refresh(), [summary, row.status]);
  const nameOf = (id: string) => row.experiment_variants.find((one) => one.id === id)?.name ?? "";
  return (
    <RemoteView
      remote={summary.state.value}
      what={t("The reading")}
      onRetry={() => void summary.reload()}
    >
      {(now) => {
        const reading = readExperiment(now);
        const plan = { minimum: now.minimum_sample_per_arm, planned: now.planned_sample_per_arm };
        const winner = reading.winner_variant_id;
        return (
          <>
            <p role="status">{readingWords(reading, plan, nameOf)}</p>
            {reading.metrics.length > 0 && (
              <div class="experiment-numbers" tabIndex={0} role="group" aria-label={t("Numbers")}>
                <Numbers metrics={reading.metrics} nameOf={nameOf} />
              </div>
            )}
            {onComplete !== null && (
              <div class="choice-row">
                {winner !== null && (
                  <Button look="main" onPress={() => onComplete(winner)}>
                    {t("Let {name} speak to everyone", { name: nameOf(winner) })}
                  </Button>
                )}
                <Button onPress={() => onComplete(null)}>{t("End without a winner")}</Button>
              </div>
            )}
          </>
        );
      }}
    </RemoteView>
  );
}

function Numbers(props: {
  readonly metrics: ReturnType<typeof readExperiment>["metrics"];
  readonly nameOf: (id: string) => string;
}): JSX.Element {
  const { metrics, nameOf } = props;
  const arms = metrics[0]?.arms ?? [];
  return (
    <table class="experiment-table">
      <thead>
        <tr>
          <th scope="col">{t("Of each hundred shoppers")}</th>
          {arms.map((arm) => <th key={arm.variant_id} scope="col">{nameOf(arm.variant_id)}</th>)}
          <th scope="col">{t("Difference")}</th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((metric) => (
          <tr key={metric.name}>
            <th scope="row">{metricName(metric.name)}</th>
            {metric.arms.map((arm) => <td key={arm.variant_id}>{rateWords(arm.value)}</td>)}
            <td>{differenceWords(metric) ?? t("Too few to say")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
