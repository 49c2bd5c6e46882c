import type { ComponentChildren, JSX } from "preact";

/** A label above a control and, below it, what is wrong; the control is the child. */
export function Field(props: {
  /** The control's id; the fault's is faultId() of it. */
  readonly id: string;
  readonly label: string;
  readonly fault: string | null;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="field">
      <label class="field-label" for={props.id}>{props.label}</label>
      {props.children}
      {props.fault !== null && <p id={faultId(props.id)} class="field-fault">{props.fault}</p>}
    </div>
  );
}

/** The id of a field's fault, for `aria-describedby`. */
export function faultId(fieldId: string): string {
  return `${fieldId}-fault`;
}
