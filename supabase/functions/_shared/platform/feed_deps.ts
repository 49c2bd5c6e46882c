/** Wires the real things to the work on feeds; deps.ts takes them from here. */
import { fetchFeed } from "../actions/feeds/fetch_feed.ts";
import type { ImportFeedDeps } from "../actions/feeds/import_feed.ts";
import type { Worker } from "../actions/jobs/run_job.ts";
import type { Database } from "../data/client.ts";
import {
  applyFeedRows,
  failFeedRun,
  loadFeedRun,
  loadFeedSource,
  recordFeedFetch,
  stageFeedPiece,
  undoFeedRows,
} from "../data/feeds.ts";
import { readImportPiece, storeImportFile } from "../data/import_files.ts";
import { feedFetcher } from "../providers/feed_address.ts";
import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";

/** The workers of the jobs that bring stock in. */
export function feedWorkers(
  database: Database,
  config: Config,
): { readonly import_feed: Worker; readonly fetch_feed: Worker } {
  const importing: ImportFeedDeps = {
    clock: systemClock,
    loadFeedRun: loadFeedRun.bind(null, database),
    readImportPiece: readImportPiece.bind(null, config),
    stageFeedPiece: stageFeedPiece.bind(null, database),
    applyFeedRows: applyFeedRows.bind(null, database),
    undoFeedRows: undoFeedRows.bind(null, database),
    failFeedRun: failFeedRun.bind(null, database),
  };
  const fetching = {
    loadFeedSource: loadFeedSource.bind(null, database),
    fetchFile: feedFetcher({ allowedOrigins: config.feedOrigins }),
    storeImportFile: storeImportFile.bind(null, config),
    recordFeedFetch: recordFeedFetch.bind(null, database),
  };
  return {
    // Loaded when the first file comes: its parsers would slow down every cold start.
    import_feed: async (job) => {
      const { importFeed } = await import("../actions/feeds/import_feed.ts");
      return await importFeed(job, importing);
    },
    fetch_feed: (job) => fetchFeed(job, fetching),
  };
}
