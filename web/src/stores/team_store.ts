import { computed, createModel, type ReadonlySignal, signal } from "@preact/signals";
import type { Colleague, InboxApi } from "../api/inbox_api.ts";
import type { Viewer } from "../api/presence.ts";
import type { Availability } from "../api/rows.ts";
import { t } from "../i18n/t.ts";

/** The names of those who reply: the AI and the staff. */
export interface TeamShape {
  readonly aiName: ReadonlySignal<string>;
  /** Full names by user id. */
  readonly names: ReadonlySignal<ReadonlyMap<string, string>>;
  readonly colleagues: ReadonlySignal<readonly Colleague[]>;
  load(): Promise<void>;
  /** Takes what was kept over a reload, until the server answers. */
  restore(kept: { readonly aiName: string; readonly colleagues: readonly Colleague[] }): void;
  /** Says of the person who is signed in whether they work just now; shown at once, taken back when refused. */
  setAvailability(me: string, availability: Availability): Promise<void>;
  /** Everybody's open conversations. */
  readonly viewers: ReadonlySignal<readonly Viewer[]>;
  /** Takes who has which conversation open. */
  see(viewers: readonly Viewer[]): void;
}

type TeamApi = Pick<InboxApi, "readPersonaName" | "readColleagues" | "saveAvailability">;

/** Knows who is who at one dealership, and who looks at what. */
export const TeamStore = createModel((api: TeamApi): TeamShape => {
  const aiName = signal(t("The assistant"));
  const colleagues = signal<readonly Colleague[]>([]);
  const viewers = signal<readonly Viewer[]>([]);
  const names = computed(() =>
    new Map(colleagues.value.map((person) => [person.id, person.full_name]))
  );
  const show = (id: string, availability: Availability | null) => {
    colleagues.value = colleagues.value.map((one) =>
      one.id === id ? { ...one, availability } : one
    );
  };
  return {
    aiName,
    names,
    colleagues,
    viewers,
    async load(): Promise<void> {
      const [persona, people] = await Promise.all([api.readPersonaName(), api.readColleagues()]);
      if (persona !== null) aiName.value = persona;
      colleagues.value = people;
    },
    restore(kept): void {
      aiName.value = kept.aiName;
      colleagues.value = kept.colleagues;
    },
    async setAvailability(me, availability): Promise<void> {
      const before = colleagues.value.find((one) => one.id === me)?.availability ?? null;
      show(me, availability);
      try {
        await api.saveAvailability(availability);
      } catch (thrown) {
        show(me, before);
        throw thrown;
      }
    },
    see(next): void {
      viewers.value = next;
    },
  };
});
/** Knows who is who at one dealership. */
export type TeamStore = InstanceType<typeof TeamStore>;

/**
 * The names of those who have a conversation open too. It is no method of the store: what a method
 * reads is not followed, so a component that asks it would not hear of the next change.
 */
export function viewingNames(
  team: Pick<TeamShape, "viewers" | "names">,
  conversationId: string,
  me: string,
): readonly string[] {
  const ids = team.viewers.value
    .filter((one) => one.conversationId === conversationId && one.userId !== me)
    .map((one) => one.userId);
  return [...new Set(ids)].map((id) => team.names.value.get(id) ?? t("A colleague"));
}
