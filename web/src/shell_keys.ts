import { useEffect, useRef } from "preact/hooks";
import { keyChoice } from "./pages/conversations/key_choice.ts";
import { isField } from "./pages/conversations/list_keys.ts";
import type { ViewEntry } from "./view_names.ts";

/** What the keys of the whole page lead to. */
export interface ShellKeys {
  readonly views: readonly ViewEntry[];
  readonly go: (href: string) => void;
  readonly onCommands: () => void;
  readonly onHelp: () => void;
  /** True where the view itself answers the question mark. */
  readonly hasOwnHelp: boolean;
}

/** How long G waits for the letter of a view. */
const WAIT_MS = 1_500;

/** Ctrl or Cmd K, G and a letter, and the question mark; single keys never fire in a field. */
export function useShellKeys(keys: ShellKeys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    let goUntil = 0;
    const onKeyDown = (event: KeyboardEvent): void => {
      const now = current.current;
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && key === "k") {
        event.preventDefault();
        return now.onCommands();
      }
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isPlain || !keyChoice.value.isOn || isField(document.activeElement)) return;
      if (document.querySelector("dialog[open], :popover-open") !== null) return;
      if (event.timeStamp < goUntil) {
        goUntil = 0;
        const view = now.views.find((one) => one.key === key);
        if (view === undefined) return;
        // Before the view's own keys hear of it: A after G is Admin, not Assign.
        event.preventDefault();
        event.stopImmediatePropagation();
        return now.go(view.href);
      }
      if (key === "g") goUntil = event.timeStamp + WAIT_MS;
      if (now.hasOwnHelp) return;
      if (key === "?") now.onHelp();
      const search = document.querySelector<HTMLElement>("[type=search]");
      if (key === "/" && search !== null) {
        event.preventDefault();
        search.focus();
      }
    };
    addEventListener("keydown", onKeyDown, { capture: true });
    return () => removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
}
