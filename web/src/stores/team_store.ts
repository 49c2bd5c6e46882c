import { computed, createModel, type ReadonlySignal, signal } from "@preact/signals";
import type { Colleague, InboxApi } from "../api/inbox_api.ts";
import type { Viewer } from "../api/presence.ts";

/** The names of those who reply: the AI and the staff. */
export interface TeamShape {
  readonly aiName: ReadonlySignal<string>;
  /** Full names by user id. */
  readonly names: ReadonlySignal<ReadonlyMap<string, string>>;
  readonly colleagues: ReadonlySignal<readonly Colleague[]>;
  load(): Promise<void>;
  /** Takes who has which conversation open. */
  see(viewers: readonly Viewer[]): void;
  /** The names of those who have a conversation open too. */
  viewing(conversationId: string, me: string): readonly string[];
}

type TeamApi = Pick<InboxApi, "readPersonaName" | "readColleagues">;

/** Knows who is who at one dealership, and who looks at what. */
export const TeamStore = createModel((api: TeamApi): TeamShape => {
  const aiName = signal("The assistant");
  const colleagues = signal<readonly Colleague[]>([]);
  const viewers = signal<readonly Viewer[]>([]);
  const names = computed(() =>
    new Map(colleagues.value.map((person) => [person.id, person.full_name]))
  );
  return {
    aiName,
    names,
    colleagues,
    async load(): Promise<void> {
      const [persona, people] = await Promise.all([api.readPersonaName(), api.readColleagues()]);
      if (persona !== null) aiName.value = persona;
      colleagues.value = people;
    },
    see(next): void {
      viewers.value = next;
    },
    viewing(conversationId, me): readonly string[] {
      const ids = viewers.value
        .filter((one) => one.conversationId === conversationId && one.userId !== me)
        .map((one) => one.userId);
      return [...new Set(ids)].map((id) => names.value.get(id) ?? "A colleague");
    },
  };
});
/** Knows who is who at one dealership. */
export type TeamStore = InstanceType<typeof TeamStore>;
