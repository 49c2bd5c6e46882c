import { useEffect, useRef } from "preact/hooks";
import { keyChoice } from "./key_choice.ts";
import {
  isField,
  isListCommand,
  LIST_COMMAND,
  type ListCommand,
  listCommand,
} from "./list_keys.ts";

/** Runs what a key, or the command menu, asks of the list and the open conversation. */
export function useListKeys(commands: Record<ListCommand, () => void>): void {
  const current = useRef(commands);
  current.current = commands;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
      const focus = document.activeElement;
      if (event.key === "Escape" && isField(focus) && focus instanceof HTMLElement) {
        return focus.blur();
      }
      const command = listCommand(event, {
        inField: isField(focus),
        inList: focus?.closest(".conversation-list-lanes") !== null,
      }, keyChoice.value);
      if (command === null) return;
      event.preventDefault();
      current.current[command]();
    };
    const onCommand = (event: Event): void => {
      if (event instanceof CustomEvent && isListCommand(event.detail)) {
        current.current[event.detail]();
      }
    };
    document.addEventListener("keydown", onKeyDown);
    document.addEventListener(LIST_COMMAND, onCommand);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      document.removeEventListener(LIST_COMMAND, onCommand);
    };
  }, []);
}
