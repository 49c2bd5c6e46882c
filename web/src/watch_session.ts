import type { SessionStore } from "./stores/session_store.ts";

const EVERY_MS = 5 * 60_000;
const KEPT_EVERY_MS = 5_000;
/** Going back and forth between windows asks no more often than this. */
const PAUSE_MS = 30_000;

/** Asks anew who is here: online again, back at the page, every few minutes, and until answered. */
export function watchSession(session: Pick<SessionStore, "session" | "refresh">): void {
  let askedAt = Date.now();
  const ask = (pauseMs: number): void => {
    if (Date.now() - askedAt < pauseMs || document.visibilityState === "hidden") return;
    askedAt = Date.now();
    void session.refresh();
  };
  addEventListener("online", () => ask(0));
  document.addEventListener("visibilitychange", () => ask(PAUSE_MS));
  setInterval(() => {
    const now = session.session.peek();
    const isKept = now.kind === "signed_in" && now.isKept;
    ask(isKept ? KEPT_EVERY_MS : EVERY_MS);
  }, KEPT_EVERY_MS);
}
