import { createModel, type ReadonlySignal, signal } from "@preact/signals";
import type { ComposeApi, ScheduledMessage } from "../api/compose_api.ts";

/** What leaves later in the open conversation. */
export interface ScheduledShape {
  /** The soonest first. */
  readonly scheduled: ReadonlySignal<readonly ScheduledMessage[]>;
  show(conversationId: string | null): Promise<void>;
  refresh(): Promise<void>;
  schedule(conversationId: string, content: string, sendAt: string): Promise<void>;
  cancel(id: string): Promise<void>;
  sendNow(id: string): Promise<void>;
}

type Api = Pick<ComposeApi, "readScheduled" | "schedule" | "cancelScheduled" | "sendScheduled">;

/** Keeps the messages of one conversation that have not left yet. */
export const ScheduledStore = createModel((api: Api, newId: () => string): ScheduledShape => {
  const scheduled = signal<readonly ScheduledMessage[]>([]);
  let open: string | null = null;
  const refresh = async (): Promise<void> => {
    const id = open;
    if (id === null) return;
    const rows = await api.readScheduled(id).catch(() => null);
    if (rows !== null && open === id) scheduled.value = rows;
  };
  /** Gone at once on screen; what the server refuses is read anew. */
  const settle = async (id: string, tell: () => Promise<void>): Promise<void> => {
    scheduled.value = scheduled.value.filter((one) => one.id !== id);
    await tell().finally(refresh);
  };
  return {
    scheduled,
    async show(conversationId): Promise<void> {
      if (open === conversationId) return;
      open = conversationId;
      scheduled.value = [];
      await refresh();
    },
    refresh,
    async schedule(conversationId, content, sendAt): Promise<void> {
      await api.schedule({ conversationId, content, sendAt, clientId: newId() });
      await refresh();
    },
    cancel: (id) => settle(id, () => api.cancelScheduled(id)),
    sendNow: (id) => settle(id, () => api.sendScheduled(id)),
  };
});
/** Keeps the messages of one conversation that have not left yet. */
export type ScheduledStore = InstanceType<typeof ScheduledStore>;
