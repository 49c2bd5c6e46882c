import { publicAddress } from "../domain/public_address.ts";
import { describeError } from "../platform/log.ts";

/** What a feed's address answered. */
export type FetchedFile =
  | {
    readonly outcome: "file";
    readonly bytes: Uint8Array;
    readonly name: string;
    readonly etag: string | null;
    readonly lastModified: string | null;
  }
  | { readonly outcome: "unchanged" }
  | {
    readonly outcome: "failed";
    readonly error: string;
    /** True when the next try may go better. */
    readonly mayPass: boolean;
  };

/** What is fetched, and what it answered last time. */
export interface FeedAddress {
  readonly url: string;
  readonly etag: string | null;
  readonly last_modified: string | null;
}

/** What fetching is bound to. */
export interface FeedAddressOptions {
  /** Origins that may be private or without TLS: for stacks on one machine, never when hosted. */
  readonly allowedOrigins: readonly string[];
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  /** Looks a name up; null where the platform cannot. */
  resolve?(hostname: string): Promise<readonly string[] | null>;
}

const MAX_BYTES = 50 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
const MAX_REDIRECTS = 3;

/** Makes the fetcher of feeds: https to public addresses alone, bounded in size, time and redirects. */
export function feedFetcher(
  options: FeedAddressOptions,
): (address: FeedAddress) => Promise<FetchedFile> {
  return async (address) => {
    try {
      return await follow(address, address.url, options);
    } catch (error) {
      return failed(`Cannot fetch feed: ${describeError(error)}`, true);
    }
  };
}

async function follow(
  address: FeedAddress,
  first: string,
  options: FeedAddressOptions,
): Promise<FetchedFile> {
  const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  let url = first;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const refusal = await refusedAddress(url, options);
    if (refusal !== null) return failed(refusal, false);
    const answer = await fetch(url, {
      headers: conditions(address),
      redirect: "manual",
      signal,
    });
    const location = answer.headers.get("location");
    if (answer.status < 300 || answer.status >= 400 || answer.status === 304 || !location) {
      return await readAnswer(answer, url, options.maxBytes ?? MAX_BYTES);
    }
    await answer.body?.cancel();
    url = new URL(location, url).href;
  }
  return failed("Cannot fetch feed: it redirects too often", false);
}

/** Why an address may not be asked; null when it may. Names are looked up, since any may point inside. */
async function refusedAddress(url: string, options: FeedAddressOptions): Promise<string | null> {
  if (!URL.canParse(url)) return "Cannot fetch feed: it has no valid address";
  const parsed = new URL(url);
  if (options.allowedOrigins.includes(parsed.origin)) return null;
  if (parsed.protocol !== "https:") return "Cannot fetch feed: its address is not https";
  if (parsed.username !== "" || !publicAddress(parsed.hostname)) return INSIDE;
  const resolve = options.resolve ?? resolveName;
  const addresses = await resolve(parsed.hostname);
  return addresses === null || addresses.every(publicAddress) ? null : INSIDE;
}

const INSIDE = "Cannot fetch feed: its address is not a public one";

/** The addresses of a name; null where this platform does not say. */
async function resolveName(hostname: string): Promise<readonly string[] | null> {
  if (typeof Deno.resolveDns !== "function") return null;
  const kinds = (["A", "AAAA"] as const).map((kind) =>
    Deno.resolveDns(hostname, kind).catch(() => [])
  );
  return (await Promise.all(kinds)).flat();
}

function conditions({ etag, last_modified }: FeedAddress): Record<string, string> {
  return {
    accept: "text/csv, application/json, application/xml, text/*;q=0.9, */*;q=0.5",
    "user-agent": "Rylie inventory",
    ...(etag !== null && { "if-none-match": etag }),
    ...(last_modified !== null && { "if-modified-since": last_modified }),
  };
}

async function readAnswer(answer: Response, url: string, maxBytes: number): Promise<FetchedFile> {
  if (answer.status === 304) {
    await answer.body?.cancel();
    return { outcome: "unchanged" };
  }
  if (!answer.ok) {
    await answer.body?.cancel();
    const mayPass = answer.status >= 500 || answer.status === 429 || answer.status === 408;
    return failed(`Cannot fetch feed: it answered ${answer.status}`, mayPass);
  }
  const bytes = await readUpTo(answer, maxBytes);
  if (bytes === null) return failed("Cannot fetch feed: its file is too large", false);
  return {
    outcome: "file",
    bytes,
    name: new URL(url).pathname.split("/").at(-1) || "feed",
    etag: answer.headers.get("etag"),
    lastModified: answer.headers.get("last-modified"),
  };
}

/** Reads a body, or returns null as soon as it is too large, whatever it said about its length. */
async function readUpTo(answer: Response, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function failed(error: string, mayPass: boolean): FetchedFile {
  return { outcome: "failed", error, mayPass };
}
