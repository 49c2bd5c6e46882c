import { z } from "zod";
import { type ExperimentReading, ExperimentSummary } from "../contract/experiment.ts";
import { callRpc, type Database } from "./client.ts";

/** What has been counted of an experiment so far. */
export function experimentSummary(
  database: Database,
  experimentId: string,
): Promise<ExperimentSummary> {
  return callRpc(
    database,
    "experiment_summary",
    { experiment_id: experimentId },
    ExperimentSummary,
  );
}

/** Parameters of `record_experiment_reading`. */
export interface RecordExperimentReadingArgs {
  readonly experiment_id: string;
  readonly reading: ExperimentReading;
  readonly lease_token: string;
}

/** What became of a reading; `stopped` when harm paused the experiment. */
export const ReadingOutcome = z.enum(["kept", "stopped", "lease_lost"]);
/** What became of a reading. */
export type ReadingOutcome = z.infer<typeof ReadingOutcome>;

/** Keeps a reading; the database pauses a running experiment that does harm. */
export function recordExperimentReading(
  database: Database,
  args: RecordExperimentReadingArgs,
): Promise<ReadingOutcome> {
  return callRpc(database, "record_experiment_reading", { ...args }, ReadingOutcome);
}
