import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { faultId, Field } from "../../components/field.tsx";
import type { SignInFault } from "../../stores/sign_in_fault.ts";

/** One field of a sign-in form; it takes the focus when it is the one at fault. */
export function SignInField(props: {
  readonly id: SignInFault["field"];
  readonly label: string;
  readonly fault: SignInFault | null;
  readonly autocomplete: string;
  readonly kind: "words" | "address" | "digits" | "secret";
  readonly isFirst?: boolean;
  /** What stands in it at first. */
  readonly given?: string | null;
}): JSX.Element {
  const { id, fault } = props;
  const input = useRef<HTMLInputElement>(null);
  const text = fault?.field === id ? fault.text : null;
  useEffect(() => {
    if (text !== null) input.current?.focus();
  }, [fault]);
  useEffect(() => {
    if (props.isFirst === true) input.current?.focus();
  }, []);
  // The types of an input depend on its kind, so each kind is written out.
  const shared = {
    id,
    name: id,
    ref: input,
    class: "field-input",
    autocapitalize: "none" as const,
    spellcheck: false,
    defaultValue: props.given ?? undefined,
    "aria-invalid": text === null ? undefined : "true" as const,
    "aria-describedby": text === null ? undefined : faultId(id),
  };
  const { autocomplete } = props;
  return (
    <Field id={id} label={props.label} fault={text}>
      {props.kind === "secret"
        ? <input {...shared} type="password" autocomplete={autocomplete} />
        : <input {...shared} inputMode={MODES[props.kind]} autocomplete={autocomplete} />}
    </Field>
  );
}

const MODES = { words: "text", address: "email", digits: "numeric" } as const;

/** What somebody typed into a field of the form. */
export function typed(id: SignInFault["field"]): string {
  const input = document.getElementById(id);
  return input instanceof HTMLInputElement ? input.value : "";
}
