import { z } from "zod";
import {
  type FeedLayout,
  type FeedRow,
  FeedRunState,
  FeedStepAnswer,
  type RowProblem,
} from "../contract/feed.ts";
import { callRpc, type Database } from "./client.ts";

/** A run and the proof that its job is ours. */
export interface FeedLease {
  readonly feed_run_id: string;
  readonly lease_token: string;
}

/** What one piece of a file says, and where it stands. */
export interface FeedPiece {
  readonly from_offset: number;
  readonly next_offset: number;
  readonly next_line: number;
  readonly is_last: boolean;
  readonly layout: FeedLayout;
  readonly rows: readonly FeedRow[];
  /** VINs of rows that cannot be used. */
  readonly seen_vins: readonly string[];
  readonly skipped: number;
  readonly problems: readonly RowProblem[];
}

/** What the next step of a run is about. */
export function loadFeedRun(database: Database, lease: FeedLease): Promise<FeedRunState> {
  return callRpc(database, "load_feed_run", { ...lease }, FeedRunState);
}

/** Keeps what a piece says; a piece that was kept before changes nothing. */
export function stageFeedPiece(
  database: Database,
  lease: FeedLease,
  piece: FeedPiece,
): Promise<FeedStepAnswer> {
  return callRpc(database, "stage_feed_piece", { ...lease, piece }, FeedStepAnswer);
}

/** Brings the next units to what the file says. */
export function applyFeedRows(
  database: Database,
  lease: FeedLease,
  maxRows: number,
): Promise<FeedStepAnswer> {
  return callRpc(database, "apply_feed_rows", { ...lease, max_rows: maxRows }, FeedStepAnswer);
}

/** Takes the next rows of a run back. */
export function undoFeedRows(
  database: Database,
  lease: FeedLease,
  maxRows: number,
): Promise<FeedStepAnswer> {
  return callRpc(database, "undo_feed_rows", { ...lease, max_rows: maxRows }, FeedStepAnswer);
}

/** Ends a run whose file cannot be read. */
export function failFeedRun(
  database: Database,
  lease: FeedLease,
  reason: string,
): Promise<FeedStepAnswer> {
  return callRpc(database, "fail_feed_run", { ...lease, reason }, FeedStepAnswer);
}

/** A feed and the proof that its fetch is ours. */
export interface FetchLease {
  readonly vehicle_feed_id: string;
  readonly lease_token: string;
}

/** Where a feed is fetched, and what it answered last. */
export const FeedSource = z.object({
  dealership_id: z.guid(),
  url: z.string(),
  etag: z.string().nullable(),
  last_modified: z.string().nullable(),
});
/** Where a feed is fetched, and what it answered last. */
export type FeedSource = z.infer<typeof FeedSource>;

/** Where a feed is fetched; null when it is switched off or the lease is lost. */
export function loadFeedSource(database: Database, lease: FetchLease): Promise<FeedSource | null> {
  return callRpc(database, "load_feed_source", { ...lease }, FeedSource.nullable());
}

/** How a poll went. */
export type FeedFetched =
  | {
    readonly outcome: "stored";
    readonly path: string;
    readonly file_name: string;
    readonly file_size: number;
    readonly etag: string | null;
    readonly last_modified: string | null;
  }
  | { readonly outcome: "unchanged" }
  | { readonly outcome: "failed"; readonly error: string };

/** Keeps how a poll went; a stored file begins a run. */
export function recordFeedFetch(
  database: Database,
  lease: FetchLease,
  fetched: FeedFetched,
): Promise<FeedStepAnswer> {
  return callRpc(database, "record_feed_fetch", { ...lease, fetched }, FeedStepAnswer);
}
