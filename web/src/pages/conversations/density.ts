import { type ReadonlySignal, signal } from "@preact/signals";

/** How high the rows of the list are; touch screens have them high in any case. */
export type Density = "comfortable" | "compact";

const KEY = "rylie.density";
const chosen = signal<Density>("comfortable");

/** The density that the person chose in this browser. */
export const density: ReadonlySignal<Density> = chosen;

/** Takes up what was chosen in this browser before. */
export function readDensity(): void {
  apply(localStorage.getItem(KEY) === "compact" ? "compact" : "comfortable");
}

/** Chooses for this browser; it stays after sign-out, for it tells nothing about the person. */
export function chooseDensity(next: Density): void {
  apply(next);
  localStorage.setItem(KEY, next);
}

function apply(next: Density): void {
  chosen.value = next;
  document.documentElement.dataset["density"] = next;
}
