import type { Written } from "../../api/conversation_api.ts";
import { COMPOSER_FIELD } from "../../components/composer.tsx";

/** Said on the document, with whom the next words are for as detail. */
export const WRITE_IN = "rylie-write-in";

/** Goes into the composer's field, for a reply or for a note to the team. */
export function writeIn(written: Written): void {
  document.dispatchEvent(new CustomEvent(WRITE_IN, { detail: written }));
  document.getElementById(COMPOSER_FIELD)?.focus();
}
