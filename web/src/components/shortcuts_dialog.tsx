import type { JSX } from "preact";
import { Dialog } from "./dialog.tsx";

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ["J  K  ↓  ↑", "Next or previous conversation"],
  ["Enter", "Open it"],
  ["/", "Search"],
  ["R", "Write a reply"],
  ["Ctrl Enter", "Send"],
  ["T", "Take over"],
  ["H", "Hand back"],
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
