import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { faultId } from "./field.tsx";
import { type Control, controlFault, controlsOf } from "./control_fault.ts";

/** What is wrong with each field of a form, by the field's id. */
export type Faults = Readonly<Record<string, string>>;

/** Keeps what is wrong in a form: found on leaving a field and on saving, gone once it is right. */
export function useFaults(form: RefObject<HTMLFormElement | null>): {
  readonly faults: Faults;
  /** Looks at all fields; true when nothing is wrong. */
  isRight(): boolean;
  forget(): void;
  onFocusOut(event: FocusEvent): void;
  onInput(event: Event): void;
} {
  const faults = useSignal<Faults>({});
  const typed = useRef(new Set<string>());
  useEffect(() => controlsOf(form.current).forEach((one) => mark(one, faults.value)), [
    faults.value,
  ]);
  const controlOf = (event: Event) =>
    controlsOf(form.current).find((control) => control === event.target);
  const check = (control: Control): void => {
    const { [control.id]: _, ...others } = faults.value;
    const fault = controlFault(control);
    faults.value = fault === null ? others : { ...others, [control.id]: fault };
  };
  return {
    faults: faults.value,
    isRight(): boolean {
      faults.value = Object.fromEntries(
        controlsOf(form.current).flatMap((control) => {
          const fault = controlFault(control);
          return fault === null ? [] : [[control.id, fault]];
        }),
      );
      return Object.keys(faults.value).length === 0;
    },
    forget(): void {
      faults.value = {};
      typed.current.clear();
    },
    onFocusOut(event): void {
      const control = controlOf(event);
      // A fault that comes between pressing and letting go would move the button away.
      if (!control || event.relatedTarget instanceof HTMLButtonElement) return;
      // Nobody is blamed for passing by an empty field.
      if (control.value !== "" || typed.current.has(control.id)) check(control);
    },
    onInput(event): void {
      const control = controlOf(event);
      if (!control) return;
      typed.current.add(control.id);
      if (control.id in faults.value) check(control);
    },
  };
}

function mark(control: Control, faults: Faults): void {
  if (control.id in faults) {
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("aria-describedby", `${control.id}-help ${faultId(control.id)}`);
  } else control.removeAttribute("aria-invalid");
}
