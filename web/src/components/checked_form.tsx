import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import { FormFaults } from "./field.tsx";
import { FaultList } from "./fault_list.tsx";
import { useFaults } from "./use_faults.ts";

/**
 * A form that says what is wrong in our words: below a field once it is left, and in a list that
 * takes the focus on saving.
 */
export function CheckedForm(props: {
  readonly look: string;
  readonly name?: string;
  readonly title?: string;
  /** Only called with all fields right; `act` is the value of the button that was pressed. */
  readonly onSave: (act: string) => Promise<void>;
  /** What a button of the type `reset` does. */
  readonly onUndo?: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const isSaving = useRef(false);
  const isTried = useSignal(false);
  const { faults, isRight, forget, onFocusOut, onInput } = useFaults(form);
  const save = async (act: string): Promise<void> => {
    if (isSaving.current) return;
    isSaving.current = true;
    await props.onSave(act).finally(() => isSaving.current = false);
    forget();
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    isTried.value = !isRight();
    if (isTried.value) return void requestAnimationFrame(() => list.current?.focus());
    void save(event.submitter instanceof HTMLButtonElement ? event.submitter.value : "");
  };
  const onReset = (event: Event): void => {
    event.preventDefault();
    forget();
    isTried.value = false;
    props.onUndo?.();
  };
  const events = { onFocusOut, onInput, onSubmit, onReset };
  return (
    <form ref={form} class={props.look} aria-label={props.name} noValidate {...events}>
      {props.title !== undefined && <h2 class="card-title">{props.title}</h2>}
      {isTried.value && <FaultList focused={list} faults={faults} form={form.current} />}
      <FormFaults.Provider value={faults}>{props.children}</FormFaults.Provider>
    </form>
  );
}
