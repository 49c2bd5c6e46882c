/** What a key asks the conversations page to do. */
export type ListCommand =
  | "next"
  | "previous"
  | "first"
  | "last"
  | "search"
  | "reply"
  | "note"
  | "use_draft"
  | "assign"
  | "snooze"
  | "take_over"
  | "hand_back"
  | "close"
  | "select"
  | "back"
  | "help";

/** The parts of a key event that decide. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The usual key of each command. */
export const COMMANDS: Readonly<Record<string, ListCommand>> = {
  j: "next",
  k: "previous",
  "/": "search",
  r: "reply",
  n: "note",
  d: "use_draft",
  a: "assign",
  z: "snooze",
  t: "take_over",
  h: "hand_back",
  e: "close",
  x: "select",
  u: "back",
  "?": "help",
  Escape: "back",
};

/** Keys that mean a row while the focus is on one, and scrolling elsewhere. */
const IN_LIST: Readonly<Record<string, ListCommand>> = {
  ArrowDown: "next",
  ArrowUp: "previous",
  Home: "first",
  End: "last",
};

/** Said on the document, with a command as detail, by whatever else may give one. */
export const LIST_COMMAND = "rylie-list-command";

/** True for the name of a command. */
export function isListCommand(name: unknown): name is ListCommand {
  return Object.values(COMMANDS).some((command) => command === name);
}

/** The command of a key, or null; single keys never fire inside a field or with a modifier. */
export function listCommand(
  press: KeyPress,
  where: { readonly inField: boolean; readonly inList: boolean },
  choice: { readonly isOn: boolean; readonly commands: Readonly<Record<string, ListCommand>> },
): ListCommand | null {
  if (where.inField || press.ctrlKey || press.metaKey || press.altKey) return null;
  const inList = where.inList ? IN_LIST[press.key] : undefined;
  if (inList !== undefined) return inList;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (key.length === 1 && !choice.isOn) return null;
  return choice.commands[key] ?? null;
}

/** True when typing belongs to this element. */
export function isField(element: Element | null): boolean {
  return element instanceof HTMLElement &&
    (element.isContentEditable ||
      (element.matches("input, textarea, select") &&
        !element.matches("[type=radio], [type=checkbox]")));
}
