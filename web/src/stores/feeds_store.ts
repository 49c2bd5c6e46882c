import {
  type Feed,
  type FeedRun,
  type FeedRunDetail,
  type FeedsApi,
  feedsApi,
} from "../api/feeds_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The files that bring stock in, where they come from, and what people do with them. */
export interface FeedsShape extends Omit<FeedsApi, `read${string}`> {
  readonly runs: RemoteShape<readonly FeedRun[]>;
  readonly feeds: RemoteShape<readonly Feed[]>;
  /** One run in full. */
  runOf(id: string): RemoteShape<FeedRunDetail | null>;
}

/** Keeps the imports of one dealership. */
export function createFeeds(api: FeedsApi): FeedsShape {
  return {
    ...api,
    runs: createRemote(api.readRuns),
    feeds: createRemote(api.readFeeds),
    runOf: (id) => createRemote(() => api.readRun(id)),
  };
}

/** The same over Supabase, for one dealership. */
export function feedsOf(supabase: Client, dealershipId: string): FeedsShape {
  return createFeeds(feedsApi(supabase, dealershipId));
}
