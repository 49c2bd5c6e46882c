import { computed, createModel, effect, type ReadonlySignal } from "@preact/signals";
import { type Notice, type NotificationsApi, notificationsApi } from "../api/notifications_api.ts";
import { notified } from "../api/notified.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** What the bell shows. */
export interface NotificationsShape {
  readonly notices: RemoteShape<readonly Notice[]>;
  readonly unread: ReadonlySignal<readonly Notice[]>;
  /** Marks these as read, at once on screen. */
  markRead(ids: readonly number[]): Promise<void>;
  /** Reads anew when something may have come, and once in a while; returns what ends that. */
  follow(): () => void;
}

const EVERY_MS = 60_000;

/** The notifications of one person, read anew at each hint. */
export const NotificationsStore = createModel((
  api: NotificationsApi,
  news: ReadonlySignal<number> = notified,
): NotificationsShape => {
  const notices = createRemote(api.read);
  const unread = computed(() => {
    const now = notices.state.value;
    return now.kind === "ready" ? now.value.filter(({ read_at }) => read_at === null) : [];
  });
  return {
    notices,
    unread,
    async markRead(ids) {
      const read_at = new Date().toISOString();
      const mark = (one: Notice): Notice =>
        ids.includes(one.id) ? { ...one, read_at: one.read_at ?? read_at } : one;
      // What could not be marked stands as unread again, which says enough.
      await notices.change((all) => all.map(mark), () => api.markRead(ids)).catch(() => {});
    },
    follow() {
      // A hint may be lost with the socket, so the list is asked for anyway now and then.
      const timer = setInterval(() => void notices.refresh(), EVERY_MS);
      const stop = effect(() => {
        news.value;
        void notices.refresh();
      });
      return () => {
        clearInterval(timer);
        stop();
      };
    },
  };
});
/** The notifications of one person. */
export type NotificationsStore = InstanceType<typeof NotificationsStore>;

/** The notifications of one person, over Supabase. */
export function notificationsOf(
  supabase: Client,
  dealershipId: string,
  me: string,
): NotificationsStore {
  return new NotificationsStore(notificationsApi(supabase, dealershipId, me));
}
