import type { JSX } from "preact";
import { phrase, t } from "../i18n/t.ts";
import { Dialog } from "./dialog.tsx";
import { keyHints } from "./key_hints.ts";

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ["Ctrl K", phrase("Find anything")],
  ["G  D", phrase("Go to the dashboard; C, I, L, A and S to the others")],
  ["J  K  ↓  ↑", phrase("Next or previous conversation")],
  ["Home  End", phrase("In the list: the first or last conversation")],
  ["Enter", phrase("Open it")],
  ["/", phrase("Search")],
  ["R", phrase("Write a reply")],
  ["N", phrase("Write a team note")],
  ["D", phrase("Use the draft")],
  ["Ctrl Enter", phrase("Send")],
  ["Alt ↓  Alt ↑", phrase("From the reply field to the next or previous conversation")],
  ["T", phrase("Take over")],
  ["H", phrase("Hand back")],
  ["A", phrase("Assign")],
  ["Z", phrase("Snooze")],
  ["E", phrase("Close or reopen")],
  ["X", phrase("Select, for several at once")],
  ["U", phrase("Back to the list")],
  ["Esc", phrase("Leave the field, the selection, then the conversation")],
  ["?", phrase("This list")],
];

/** Every key the view understands. */
export function ShortcutsDialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog title={t("Keyboard")} isOpen={props.isOpen} onClose={props.onClose}>
      <dl class="shortcuts">
        {SHORTCUTS.map(([keys, what]) => (
          <div class="shortcuts-line" key={keys}>
            <dt>
              {keys.split("  ").map((key) => <kbd key={key}>{keyHints.value?.get(key) ?? key}
              </kbd>)}
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
