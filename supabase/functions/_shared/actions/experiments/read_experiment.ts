import type { ExperimentSummary } from "../../contract/experiment.ts";
import { type Job, type JobOutcome, ReadExperimentPayload } from "../../contract/jobs.ts";
import type { ReadingOutcome, RecordExperimentReadingArgs } from "../../data/experiments.ts";
import { readExperiment } from "../../domain/experiment_reading.ts";
import { JobError } from "../../platform/job_error.ts";

/** What a reading takes from outside. */
export interface ReadExperimentDeps {
  experimentSummary(experimentId: string): Promise<ExperimentSummary>;
  recordExperimentReading(args: RecordExperimentReadingArgs): Promise<ReadingOutcome>;
}

/** Reads a running experiment by the clock, so that harm is stopped while nobody looks. */
export async function readExperimentJob(job: Job, deps: ReadExperimentDeps): Promise<JobOutcome> {
  const payload = ReadExperimentPayload.safeParse(job.payload);
  if (!payload.success) {
    throw new JobError("Cannot read experiment: bad payload", { permanent: true });
  }
  const { experiment_id } = payload.data;
  const reading = readExperiment(await deps.experimentSummary(experiment_id));
  const outcome = await deps.recordExperimentReading({
    experiment_id,
    reading,
    lease_token: job.lease_token,
  });
  return { kind: "finished", result: { outcome, state: reading.state } };
}
