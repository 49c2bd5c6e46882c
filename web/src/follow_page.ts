import type { LiveEvents } from "./api/live_events.ts";
import type { ConnectionStore } from "./stores/connection_store.ts";
import type { ConversationStore } from "./stores/conversation_store.ts";

/** The stores that the state of the page changes. */
export interface FollowedStores {
  readonly connection: Pick<ConnectionStore, "setOnline">;
  readonly conversation: Pick<ConversationStore, "markRead">;
}

/** Asks for news when the browser comes online or the page to the front; returns what stops that. */
export function followPage(
  stores: FollowedStores,
  live: Pick<LiveEvents, "check" | "lose">,
): () => void {
  const online = () => {
    stores.connection.setOnline(true);
    void live.check();
  };
  const offline = () => {
    stores.connection.setOnline(false);
    live.lose();
  };
  const visible = () => {
    if (document.visibilityState !== "visible") return;
    void live.check();
    void stores.conversation.markRead();
  };
  addEventListener("online", online);
  addEventListener("offline", offline);
  document.addEventListener("visibilitychange", visible);
  return () => {
    removeEventListener("online", online);
    removeEventListener("offline", offline);
    document.removeEventListener("visibilitychange", visible);
  };
}
