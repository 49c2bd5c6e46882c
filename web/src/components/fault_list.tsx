import type { JSX, RefObject } from "preact";
import { tn } from "../i18n/t.ts";
import { controlsOf } from "./control_fault.ts";
import type { Faults } from "./use_faults.ts";

/** What is wrong in a form that was saved, each with the way to its field; it takes the focus. */
export function FaultList(props: {
  readonly focused: RefObject<HTMLDivElement | null>;
  readonly faults: Faults;
  readonly form: HTMLFormElement | null;
}): JSX.Element | null {
  const wrong = controlsOf(props.form).filter(({ id }) => id in props.faults);
  if (wrong.length === 0) return null;
  return (
    <div class="fault-list" role="alert" tabIndex={-1} ref={props.focused}>
      <p>{tn(wrong.length, "1 field needs another look", "{count} fields need another look")}</p>
      <ul>
        {wrong.map((control) => (
          <li key={control.id}>
            <button type="button" class="text-link" onClick={() => control.focus()}>
              {control.labels?.[0]?.textContent ?? control.id}
            </button>
            {`: ${props.faults[control.id] ?? ""}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
