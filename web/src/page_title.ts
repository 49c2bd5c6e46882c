import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const shown = signal("Rylie");
const waiting = signal(0);

effect(() => {
  document.title = waiting.value > 0 ? `(${waiting.value}) ${shown.value}` : shown.value;
});

/** Names what is open, for the tab of the browser. */
export function titlePage(words: string): void {
  shown.value = words;
}

/** Names one thing of a view for as long as it is open. */
export function useOpenTitle(thing: string, view: string): void {
  useEffect(() => {
    titlePage(`${thing} · ${view}`);
    return () => titlePage(view);
  }, [thing, view]);
}

/** Puts before the title, whatever is open, how many people wait. */
export function titleWaiting(count: number): void {
  waiting.value = count;
}
