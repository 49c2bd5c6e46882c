import { createModel, type ReadonlySignal, signal } from "@preact/signals";
import type { InboxApi } from "../api/inbox_api.ts";

/** The names of those who reply: the AI and the staff. */
export interface TeamShape {
  readonly aiName: ReadonlySignal<string>;
  /** Full names by user id. */
  readonly names: ReadonlySignal<ReadonlyMap<string, string>>;
  load(): Promise<void>;
}

type TeamApi = Pick<InboxApi, "readPersonaName" | "readColleagues">;

/** Knows who is who at one dealership. */
export const TeamStore = createModel((api: TeamApi): TeamShape => {
  const aiName = signal("The assistant");
  const names = signal<ReadonlyMap<string, string>>(new Map());
  return {
    aiName,
    names,
    async load(): Promise<void> {
      const [persona, people] = await Promise.all([api.readPersonaName(), api.readColleagues()]);
      if (persona !== null) aiName.value = persona;
      names.value = new Map(people.map((person) => [person.id, person.full_name]));
    },
  };
});
/** Knows who is who at one dealership. */
export type TeamStore = InstanceType<typeof TeamStore>;
