import type { Signal } from "@preact/signals";
import type { PersonaDraft, PersonaWords } from "../../api/personas_api.ts";
import type { PersonasShape } from "../../stores/personas_store.ts";
import type { SectionProps } from "./section_props.ts";

/** Props of the parts of one persona's workshop. */
export interface PersonaProps {
  readonly persona: PersonaDraft;
  /** The words as they stand in the form, saved or not. */
  readonly words: Signal<PersonaWords>;
  readonly store: PersonasShape;
  readonly section: SectionProps;
}
