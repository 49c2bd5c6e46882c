import type { FeedRunState, FeedStepAnswer } from "../../contract/feed.ts";
import { ImportFeedPayload, type Job, type JobOutcome } from "../../contract/jobs.ts";
import type { FeedLease, FeedPiece } from "../../data/feeds.ts";
import type { FilePiece } from "../../data/import_files.ts";
import { fieldFinder } from "../../domain/feed_cells.ts";
import { openFeed, readRecords } from "../../domain/feed_layout.ts";
import { FeedError, type FeedRecord } from "../../domain/feed_records.ts";
import { readRow } from "../../domain/feed_row.ts";
import { decodePiece } from "../../domain/feed_text.ts";
import type { Clock } from "../../platform/clock.ts";
import { JobError } from "../../platform/job_error.ts";

/** What a step of a run takes from outside. */
export interface ImportFeedDeps {
  readonly clock: Clock;
  readonly limits?: ImportLimits;
  loadFeedRun(lease: FeedLease): Promise<FeedRunState>;
  readImportPiece(
    path: string,
    stretch: { readonly offset: number; readonly length: number },
  ): Promise<FilePiece>;
  stageFeedPiece(lease: FeedLease, piece: FeedPiece): Promise<FeedStepAnswer>;
  applyFeedRows(lease: FeedLease, maxRows: number): Promise<FeedStepAnswer>;
  undoFeedRows(lease: FeedLease, maxRows: number): Promise<FeedStepAnswer>;
  failFeedRun(lease: FeedLease, reason: string): Promise<FeedStepAnswer>;
}

/** How much one step does. */
export interface ImportLimits {
  readonly pieceBytes: number;
  readonly rows: number;
}

/** About 1,000 rows to read (60 ms of CPU) and half a second of writing, well inside every limit. */
const LIMITS: ImportLimits = { pieceBytes: 512 * 1024, rows: 500 };
/** Where a record is longer than a piece, the piece grows up to this. */
const MAX_PIECE_BYTES = 4 * 1024 * 1024;

/** A job takes steps for so long, then it is another one's turn: no request spends much CPU on a file. */
const TURN_MS = 1_000;

/**
 * Carries a run some steps on, then gives the job back: each step is a short transaction that knows
 * where the run stands, so a worker may die at any point and lose nothing but the step.
 */
export async function importFeed(job: Job, deps: ImportFeedDeps): Promise<JobOutcome> {
  const payload = ImportFeedPayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot import feed: bad payload", { permanent: true });
  const lease = { feed_run_id: payload.data.feed_run_id, lease_token: job.lease_token };
  const until = deps.clock.now() + TURN_MS;
  let run = await deps.loadFeedRun(lease);
  let outcome = await takeStep(run, lease, deps);
  while (outcome === "more" && deps.clock.now() < until) {
    // Applying and undoing go on where the database knows that they are.
    if (run.step === "read") run = await deps.loadFeedRun(lease);
    outcome = await takeStep(run, lease, deps);
  }
  if (outcome !== "more") return { kind: "finished", result: { outcome, step: run.step } };
  const run_at = new Date(deps.clock.now()).toISOString();
  return { kind: "postponed", run_at, reason: `${run.step} goes on` };
}

async function takeStep(
  run: FeedRunState,
  lease: FeedLease,
  deps: ImportFeedDeps,
): Promise<FeedStepAnswer> {
  const { rows } = deps.limits ?? LIMITS;
  if (run.step === "apply") return await deps.applyFeedRows(lease, rows);
  if (run.step === "undo") return await deps.undoFeedRows(lease, rows);
  if (run.step !== "read") return run.step;
  try {
    return await deps.stageFeedPiece(lease, await readPiece(run, deps));
  } catch (error) {
    // Reading it again gives the same; a person has to look at the file.
    if (error instanceof FeedError) return await deps.failFeedRun(lease, error.message);
    throw error;
  }
}

async function readPiece(run: FeedRunState, deps: ImportFeedDeps): Promise<FeedPiece> {
  let length = (deps.limits ?? LIMITS).pieceBytes;
  for (;;) {
    const file = await deps.readImportPiece(run.path ?? "", { offset: run.read_offset, length });
    const isLast = run.read_offset + file.bytes.length >= file.size;
    const piece = pieceOf(file.bytes, isLast, run, thisYear(deps.clock));
    const isStuck = piece.next_offset === run.read_offset && !isLast;
    if (!isStuck) return piece;
    if (length >= MAX_PIECE_BYTES) {
      throw new FeedError("feed_record_too_long", "Cannot read feed: a unit has no end");
    }
    length *= 2;
  }
}

function pieceOf(
  bytes: Uint8Array,
  isLast: boolean,
  run: FeedRunState,
  year: number,
): FeedPiece {
  const text = decodePiece(bytes, run.layout?.encoding ?? null, isLast);
  const opened = run.layout === null
    ? openFeed(text, run.column_map)
    : { layout: run.layout, consumed: 0, lines: 0 };
  const line = run.read_line + opened.lines;
  const read = readRecords(text.text.slice(opened.consumed), opened.layout, { line, isLast });
  return {
    from_offset: run.read_offset,
    next_offset: run.read_offset + text.bytesOf(opened.consumed + read.consumed),
    next_line: line + read.lines,
    is_last: isLast,
    layout: opened.layout,
    ...judgeRecords(read.records, run, year),
  };
}

function judgeRecords(
  records: readonly FeedRecord[],
  { column_map }: FeedRunState,
  year: number,
): Pick<FeedPiece, "rows" | "seen_vins" | "skipped" | "problems"> {
  const findField = fieldFinder(column_map);
  const judged = records.map((record) => readRow(record, findField, year));
  const rows = judged.flatMap(({ row }) => row ?? []);
  return {
    rows,
    seen_vins: judged.flatMap(({ seenVin }) => seenVin ?? []),
    skipped: records.length - rows.length,
    problems: judged.flatMap(({ problems }) => problems),
  };
}

function thisYear(clock: Clock): number {
  return new Date(clock.now()).getUTCFullYear();
}
