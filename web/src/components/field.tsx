import { type ComponentChildren, createContext, type JSX } from "preact";
import { useContext } from "preact/hooks";

/** What a form has found wrong, by the id of the field. */
export const FormFaults = createContext<Readonly<Record<string, string>>>({});

/** A label above a control and, below it, help and what is wrong; the control is the child. */
export function Field(props: {
  /** The control's id; the fault's is faultId() of it. */
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  readonly fault: string | null;
  readonly children: ComponentChildren;
}): JSX.Element {
  const found = useContext(FormFaults)[props.id];
  const fault = props.fault ?? found ?? null;
  return (
    <div class="field">
      <label class="field-label" for={props.id}>{props.label}</label>
      {props.children}
      {props.help !== undefined && <p id={`${props.id}-help`} class="note-line">{props.help}</p>}
      {fault !== null && <p id={faultId(props.id)} class="field-fault">{fault}</p>}
    </div>
  );
}

/** The id of a field's fault, for `aria-describedby`. */
export function faultId(fieldId: string): string {
  return `${fieldId}-fault`;
}

/** The ids of a field's help and fault, for the `aria-describedby` of a field that has help. */
export function describedBy(fieldId: string): string {
  return `${fieldId}-help ${faultId(fieldId)}`;
}
