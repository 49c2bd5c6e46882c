import { createJsonFile, readJsonFile } from "../json_file.ts";
import { isRecord } from "../router.ts";
import type { TextMessage } from "./text_message.ts";

/** All texts of the fake, and which pairs of numbers have opted out. */
export interface MessageStore {
  /** Oldest first. */
  list(): readonly TextMessage[];
  find(sid: string): TextMessage | null;
  add(message: TextMessage): void;
  /** Changes a message and answers it as it is then; null when it was cleared meanwhile. */
  change(sid: string, changes: Partial<TextMessage>): TextMessage | null;
  isOptedOut(shopper: string, ours: string): boolean;
  setOptOut(shopper: string, ours: string, isOut: boolean): void;
  clear(): void;
  close(): Promise<void>;
}

const MAX_MESSAGES = 2_000;

/** Opens the texts kept in a file; `onMessage` hears of every new and changed one. */
export async function openMessageStore(
  path: string,
  onMessage: (message: TextMessage) => void,
): Promise<MessageStore> {
  const kept = await readJsonFile(path);
  let messages = keptMessages(kept);
  const optedOut = keptOptOuts(kept);
  const file = createJsonFile(path, () => ({ messages, opted_out: [...optedOut] }));
  const tell = (message: TextMessage) => {
    file.touch();
    onMessage(message);
  };
  return {
    list: () => messages,
    find: (sid) => messages.find((message) => message.sid === sid) ?? null,
    add(message) {
      messages = [...messages, message].slice(-MAX_MESSAGES);
      tell(message);
    },
    change(sid, changes) {
      const old = messages.find((message) => message.sid === sid);
      if (old === undefined) return null;
      const changed = { ...old, ...changes, updated_at: new Date().toISOString() };
      messages = messages.map((message) => message === old ? changed : message);
      tell(changed);
      return changed;
    },
    isOptedOut: (shopper, ours) => optedOut.has(`${shopper} ${ours}`),
    setOptOut(shopper, ours, isOut) {
      if (isOut) optedOut.add(`${shopper} ${ours}`);
      else optedOut.delete(`${shopper} ${ours}`);
      file.touch();
    },
    clear() {
      messages = [];
      optedOut.clear();
      file.touch();
    },
    close: () => file.flush(),
  };
}

/** The file is our own; a shape from an older version is dropped as a whole. */
function keptMessages(kept: unknown): readonly TextMessage[] {
  if (!isRecord(kept) || !Array.isArray(kept["messages"])) return [];
  const isOurs = (one: unknown) => isRecord(one) && "sid" in one && "num_segments" in one;
  return kept["messages"].every(isOurs) ? kept["messages"] : [];
}

function keptOptOuts(kept: unknown): Set<string> {
  const pairs = isRecord(kept) && Array.isArray(kept["opted_out"]) ? kept["opted_out"] : [];
  return new Set(pairs.filter((pair) => typeof pair === "string"));
}
