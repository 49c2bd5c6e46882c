import { effect, signal } from "@preact/signals";

const shown = signal("Rylie");
const waiting = signal(0);

effect(() => {
  document.title = waiting.value > 0 ? `(${waiting.value}) ${shown.value}` : shown.value;
});

/** Names what is open, for the tab of the browser. */
export function titlePage(words: string): void {
  shown.value = words;
}

/** Puts before the title, whatever is open, how many people wait. */
export function titleWaiting(count: number): void {
  waiting.value = count;
}
