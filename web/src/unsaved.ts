import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** The forms on the page with changes that nobody saved. */
const forms = new Set<object>();
const asked = signal<(() => void) | null>(null);

/** The way out that waits for a yes, because a form holds changes; null while nobody asks. */
export const leaving: ReadonlySignal<(() => void) | null> = asked;

/** Leaves the page, once its person has said so where a form holds changes. Tells whether it left. */
export function leave(go: () => void): boolean {
  if (forms.size === 0) {
    go();
    return true;
  }
  asked.value = go;
  return false;
}

/** What the person answered who was asked: to leave without the changes, or to stay. */
export function answerLeaving(isLeaving: boolean): void {
  const go = asked.value;
  asked.value = null;
  if (!isLeaving) return;
  forms.clear();
  go?.();
}

/** Asks before the page is left while a form holds changes. */
export function useUnsaved(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return;
    const form = {};
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    forms.add(form);
    addEventListener("beforeunload", ask);
    return () => {
      forms.delete(form);
      if (forms.size === 0) asked.value = null;
      removeEventListener("beforeunload", ask);
    };
  }, [isChanged]);
}
