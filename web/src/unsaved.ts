import { useEffect } from "preact/hooks";
import { t } from "./i18n/t.ts";

/** The forms on the page with changes that nobody saved. */
const forms = new Set<object>();

/** Whether the page may be left: yes, unless a form holds changes that its person wants to keep. */
export function mayLeave(): boolean {
  if (forms.size === 0) return true;
  if (!confirm(t("Your changes are not saved. Leave without them?"))) return false;
  forms.clear();
  return true;
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
      removeEventListener("beforeunload", ask);
    };
  }, [isChanged]);
}
