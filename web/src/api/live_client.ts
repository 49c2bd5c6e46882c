import type { GoTrueClient } from "@supabase/auth-js";
import { RealtimeClient } from "@supabase/realtime-js";

/** What the app uses of Supabase's socket client. */
export type LiveClient = Pick<RealtimeClient, "channel" | "removeChannel" | "setAuth">;

/** What the socket needs of the page's connection. */
export interface LiveDeps {
  readonly url: string;
  readonly key: string;
  readonly auth: GoTrueClient;
  readToken(): Promise<string>;
  /** The socket broke and tries again in so many milliseconds. */
  onRetry(delayMs: number): void;
}

/** How long the socket waits before its nth new try, in milliseconds. */
export function reconnectDelayMs(tries: number): number {
  return [1_000, 2_000, 4_000, 8_000][tries - 1] ?? 15_000;
}

/** Opens the socket client; it takes over each new token that Auth hands out. */
export function openLiveClient(deps: LiveDeps): LiveClient {
  const client = new RealtimeClient(`${deps.url.replace(/^http/u, "ws")}/realtime/v1`, {
    params: { apikey: deps.key },
    accessToken: deps.readToken,
    reconnectAfterMs(tries: number): number {
      const delayMs = reconnectDelayMs(tries);
      deps.onRetry(delayMs);
      return delayMs;
    },
  });
  deps.auth.onAuthStateChange((event, session) => {
    if (event === "SIGNED_OUT") void client.setAuth();
    else if (session !== null) void client.setAuth(session.access_token);
  });
  return client;
}
