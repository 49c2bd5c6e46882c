import { fieldOf, post, type Server, ServerProblem, textOf } from "./server.ts";

/** The session of this browser with one dealership's chat. */
export interface VisitorSession {
  /** Who we are; null before the first message. */
  readonly userId: () => string | null;
  /** A token that is good for another minute at least; null when there is no session. */
  token(): Promise<string | null>;
  /** Turns the proof that the server gave into a session. */
  redeem(tokenHash: string): Promise<void>;
  forget(): void;
}

interface Stored {
  readonly access: string;
  readonly refresh: string;
  readonly expires_at: number;
  readonly user_id: string;
}

const EARLY_MS = 60_000;

interface Shelf {
  read(): Stored | null;
  write(session: Stored | null): void;
}

/** Keeps the session in the frame's own storage, which the browser keeps apart for each site. */
export function visitorSession(server: Server, widgetKey: string): VisitorSession {
  const name = `rylie.chat.${widgetKey}`;
  const shelf = openShelf(name);
  const auth = async (path: string, body: object): Promise<Stored> => {
    const answer = await post(`${server.url}/auth/v1/${path}`, body, { apikey: server.key });
    const session = {
      access: textOf(answer, "access_token"),
      refresh: textOf(answer, "refresh_token"),
      expires_at: Number(fieldOf(answer, "expires_at")) * 1000,
      user_id: textOf(fieldOf(answer, "user"), "id"),
    };
    shelf.write(session);
    return session;
  };

  async function refreshed(): Promise<string | null> {
    // Another tab may have been here while this one waited for the lock.
    const now = shelf.read();
    if (now === null || !isOld(now)) return now?.access ?? null;
    try {
      const path = "token?grant_type=refresh_token";
      return (await auth(path, { refresh_token: now.refresh })).access;
    } catch (thrown) {
      const isRefusal = thrown instanceof ServerProblem && thrown.status >= 400 &&
        thrown.status < 500 && thrown.status !== 429;
      if (!isRefusal) throw thrown;
      shelf.write(null);
      return null;
    }
  }

  return {
    userId: () => shelf.read()?.user_id ?? null,
    async token() {
      const now = shelf.read();
      if (now === null || !isOld(now)) return now?.access ?? null;
      return await navigator.locks.request(name, refreshed).catch((thrown) => {
        if (thrown instanceof ServerProblem) throw thrown;
        // A browser that denies storage to frames denies them locks as well.
        return refreshed();
      });
    },
    async redeem(token_hash) {
      await auth("verify", { type: "magiclink", token_hash });
    },
    forget: () => shelf.write(null),
  };
}

function isOld(session: Stored): boolean {
  return session.expires_at < Date.now() + EARLY_MS;
}

/** Without storage the chat lasts as long as the page. */
function openShelf(name: string): Shelf {
  let memory: Stored | null = null;
  return {
    read() {
      try {
        const kept = localStorage.getItem(name);
        return kept === null ? memory : JSON.parse(kept);
      } catch {
        return memory;
      }
    },
    write(session) {
      memory = session;
      try {
        if (session === null) localStorage.removeItem(name);
        else localStorage.setItem(name, JSON.stringify(session));
      } catch {
        // What is in memory counts.
      }
    },
  };
}
