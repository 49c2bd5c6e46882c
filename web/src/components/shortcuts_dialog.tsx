import type { JSX } from "preact";
import { Dialog } from "./dialog.tsx";

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ["Ctrl K", "Find anything"],
  ["G  D", "Go to the dashboard; C, I, L, A and S to the others"],
  ["J  K  ↓  ↑", "Next or previous conversation"],
  ["Enter", "Open it"],
  ["/", "Search"],
  ["R", "Write a reply"],
  ["N", "Write a team note"],
  ["Ctrl Enter", "Send"],
  ["Alt ↓", "From the reply field to the next conversation"],
  ["T", "Take over"],
  ["H", "Hand back"],
  ["A", "Assign"],
  ["Z", "Snooze"],
  ["E", "Close or reopen"],
  ["Esc", "Leave the field, then the conversation"],
  ["?", "This list"],
];

/** Every key the view understands. */
export function ShortcutsDialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog title="Keyboard" isOpen={props.isOpen} onClose={props.onClose}>
      <dl class="shortcuts">
        {SHORTCUTS.map(([keys, what]) => (
          <div class="shortcuts-line" key={keys}>
            <dt>{keys.split("  ").map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
