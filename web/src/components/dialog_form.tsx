import type { ComponentChildren, JSX } from "preact";
import { CheckedForm } from "./checked_form.tsx";

/** The form of a dialog. */
export function DialogForm(props: {
  readonly onSave: () => Promise<void>;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <CheckedForm look="form-card dialog-form" onSave={props.onSave}>{props.children}</CheckedForm>
  );
}
