import { FetchFeedPayload, type Job, type JobOutcome } from "../../contract/jobs.ts";
import type { FeedFetched, FeedSource, FetchLease } from "../../data/feeds.ts";
import type { FeedStepAnswer } from "../../contract/feed.ts";
import { JobError } from "../../platform/job_error.ts";
import type { FetchedFile } from "../../providers/feed_address.ts";

/** What a poll takes from outside. */
export interface FetchFeedDeps {
  loadFeedSource(lease: FetchLease): Promise<FeedSource | null>;
  fetchFile(source: FeedSource): Promise<FetchedFile>;
  storeImportFile(path: string, bytes: Uint8Array): Promise<void>;
  recordFeedFetch(lease: FetchLease, fetched: FeedFetched): Promise<FeedStepAnswer>;
}

/** Polls one feed: a new file is stored first and then begins a run; anything else is noted. */
export async function fetchFeed(job: Job, deps: FetchFeedDeps): Promise<JobOutcome> {
  const payload = FetchFeedPayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot fetch feed: bad payload", { permanent: true });
  const { vehicle_feed_id } = payload.data;
  const lease = { vehicle_feed_id, lease_token: job.lease_token };
  const source = await deps.loadFeedSource(lease);
  if (source === null) return { kind: "finished", result: { outcome: "off" } };
  const file = await deps.fetchFile(source);
  const isLastTry = job.attempts >= job.max_attempts;
  if (file.outcome === "failed" && file.mayPass && !isLastTry) throw new JobError(file.error);
  const fetched = file.outcome === "file"
    // One path per job: a repeated attempt replaces its own file and begins no second run.
    ? await stored(file, `${source.dealership_id}/${vehicle_feed_id}/${job.id}`, deps)
    : file.outcome === "unchanged"
    ? file
    : { outcome: "failed" as const, error: file.error };
  await deps.recordFeedFetch(lease, fetched);
  return { kind: "finished", result: { outcome: fetched.outcome } };
}

async function stored(
  file: Extract<FetchedFile, { outcome: "file" }>,
  path: string,
  deps: FetchFeedDeps,
): Promise<FeedFetched> {
  await deps.storeImportFile(path, file.bytes);
  const { name, etag, lastModified, bytes } = file;
  return {
    outcome: "stored",
    path,
    file_name: name,
    file_size: bytes.length,
    etag,
    last_modified: lastModified,
  };
}
