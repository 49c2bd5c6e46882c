import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf } from "./rows.ts";
import { type Client, projectOf, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

const Column = z.object({ name: z.string(), field: text, samples: z.array(z.string()) });
/** One column of a file as the preview shows it. */
export type FeedColumn = z.infer<typeof Column>;

const Problem = z.object({
  line: z.nullable(z.number()),
  column: text,
  code: z.string(),
  value: text,
  skips_row: z.boolean(),
});
/** One thing wrong in a file. */
export type RowProblem = z.infer<typeof Problem>;

/** One file on its way into the stock, as the list shows it. */
export const FeedRun = z.object({
  id: z.string(),
  vehicle_feed_id: z.string(),
  status: z.string(),
  file_name: z.string(),
  file_size: z.number(),
  read_offset: z.number(),
  units: z.number(),
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  missing: z.number(),
  retiring: z.number(),
  skipped: z.number(),
  problems: z.number(),
  applied: z.number(),
  hold_reason: text,
  error: text,
  created_at: z.string(),
  finished_at: text,
});
/** One file on its way into the stock, as the list shows it. */
export type FeedRun = z.infer<typeof FeedRun>;

/** A run with its columns and everything that is wrong in the file. */
export const FeedRunDetail = z.extend(FeedRun, {
  column_map: z.catch(z.record(z.string(), text), {}),
  layout: z.catch(z.nullable(z.object({ format: z.string(), columns: z.array(Column) })), null),
  row_problems: z.catch(z.array(Problem), []),
});
/** A run with its columns and everything that is wrong in the file. */
export type FeedRunDetail = z.infer<typeof FeedRunDetail>;

/** One way in which stock arrives. */
export const Feed = z.object({
  id: z.string(),
  name: z.string(),
  source: z.enum(["upload", "url"]),
  url: text,
  is_full: z.boolean(),
  retire_after_runs: z.number(),
  max_retire_percent: z.number(),
  poll_minutes: z.number(),
  is_active: z.boolean(),
  last_polled_at: text,
  failure_count: z.number(),
  last_error: text,
});
/** One way in which stock arrives. */
export type Feed = z.infer<typeof Feed>;

/** What a person sets about a feed. */
export type FeedSettings =
  & Pick<Feed, "name" | "url" | "is_full" | "retire_after_runs" | "max_retire_percent">
  & Pick<Feed, "poll_minutes" | "is_active">;

/** What a column is said to be: a field's name, or null to leave it out. */
export type ColumnMap = Readonly<Record<string, string | null>>;

/** What importing needs from the outside. */
export interface FeedsApi {
  readRuns(): Promise<readonly FeedRun[]>;
  readRun(id: string): Promise<FeedRunDetail | null>;
  readFeeds(): Promise<readonly Feed[]>;
  /** Uploads a file and has it read; returns the run's id. */
  drop(file: File, isFull: boolean): Promise<string>;
  nameColumns(runId: string, columnMap: ColumnMap): Promise<void>;
  commit(runId: string, confirmRetire: boolean): Promise<void>;
  discard(runId: string): Promise<void>;
  undo(runId: string): Promise<void>;
  retry(runId: string): Promise<void>;
  /** Adds a feed that is polled, or changes one. */
  saveFeed(id: string | null, settings: FeedSettings): Promise<void>;
  pollNow(feedId: string): Promise<void>;
}

const LISTED_RUNS = 30;
const MAX_BYTES = 50 * 1024 * 1024;

type RunRpc =
  | "map_import_columns"
  | "commit_import"
  | "discard_import"
  | "undo_import"
  | "retry_import";

/** Importing the stock of one dealership. */
export function feedsApi(supabase: Client, dealershipId: string): FeedsApi {
  const act = async (rpc: RunRpc, runId: string, more: object = {}): Promise<void> =>
    void await unwrap(supabase.rpc(rpc, { feed_run_id: runId, ...more }));
  return {
    async readRuns(): Promise<readonly FeedRun[]> {
      const query = supabase.from("feed_runs").select(columnsOf(FeedRun))
        .eq("dealership_id", dealershipId).order("created_at", { ascending: false })
        .limit(LISTED_RUNS);
      return z.array(FeedRun).parse((await unwrap(query)).data);
    },
    async readRun(id): Promise<FeedRunDetail | null> {
      const query = supabase.from("feed_runs").select(columnsOf(FeedRunDetail))
        .eq("dealership_id", dealershipId).eq("id", id).limit(1);
      return z.array(FeedRunDetail).parse((await unwrap(query)).data)[0] ?? null;
    },
    async readFeeds(): Promise<readonly Feed[]> {
      const query = supabase.from("vehicle_feeds").select(columnsOf(Feed))
        .eq("dealership_id", dealershipId).order("name").limit(100);
      return z.array(Feed).parse((await unwrap(query)).data);
    },
    drop: (file, isFull) => dropFile(supabase, dealershipId, file, isFull),
    nameColumns: (id, column_map) => act("map_import_columns", id, { column_map }),
    commit: (id, confirm_retire) => act("commit_import", id, { confirm_retire }),
    discard: (id) => act("discard_import", id),
    undo: (id) => act("undo_import", id),
    retry: (id) => act("retry_import", id),
    async saveFeed(id, settings): Promise<void> {
      const feeds = supabase.from("vehicle_feeds");
      await unwrap(
        id === null
          ? feeds.insert({ ...settings, dealership_id: dealershipId, source: "url" })
          : feeds.update({ ...settings }).eq("dealership_id", dealershipId).eq("id", id),
      );
    },
    async pollNow(vehicle_feed_id): Promise<void> {
      await unwrap(supabase.rpc("poll_feed_now", { vehicle_feed_id }));
    },
  };
}

async function dropFile(
  supabase: Client,
  dealershipId: string,
  file: File,
  isFull: boolean,
): Promise<string> {
  if (file.size > MAX_BYTES) throw new ApiProblem(t("The file is larger than 50 MB"), 413);
  if (file.size === 0) throw new ApiProblem(t("The file is empty"), 400);
  const path = `${dealershipId}/${crypto.randomUUID()}`;
  await putFile(supabase, path, file);
  const started = await unwrap(
    supabase.rpc("start_import", {
      dealership_id: dealershipId,
      path,
      file_name: file.name,
      is_full: isFull,
    }),
  );
  return z.string().parse(started.data);
}

/** The page leaves Storage's own client out of its script; one upload needs no more than this. */
async function putFile(supabase: Client, path: string, file: File): Promise<void> {
  const { url, key } = projectOf();
  const { data } = await supabase.auth.getSession();
  const answer = await fetch(`${url}/storage/v1/object/imports/${path}`, {
    method: "POST",
    headers: {
      apikey: key,
      authorization: `Bearer ${data.session?.access_token ?? key}`,
      "content-type": file.type || "application/octet-stream",
    },
    body: file,
  }).catch(() => null);
  if (answer === null) {
    throw new ApiProblem(t("No answer from the server. Check your connection"), 0, "network");
  }
  if (!answer.ok) throw new ApiProblem(t("The file could not be stored"), answer.status);
}
