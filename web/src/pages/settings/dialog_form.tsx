import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { FormFaults } from "../../components/field.tsx";
import { controlFault, controlsOf } from "./control_fault.ts";
import { useFaults } from "./use_faults.ts";

/** The form of a dialog: what is wrong stands below its field, and the first such field is focused. */
export function DialogForm(props: {
  readonly onSave: (event: Event) => Promise<void>;
  readonly children: ComponentChildren;
}): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const { faults, isRight, onFocusOut, onInput } = useFaults(form);
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    if (isRight()) return void props.onSave(event);
    controlsOf(form.current).find((control) => controlFault(control) !== null)?.focus();
  };
  const events = { onFocusOut, onInput, onSubmit };
  return (
    <form ref={form} class="form-card dialog-form" noValidate {...events}>
      <FormFaults.Provider value={faults}>{props.children}</FormFaults.Provider>
    </form>
  );
}
