import { t, tn } from "../i18n/t.ts";

/** A control of a form that can be wrong. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The controls of a form that have a name to point at. */
export function controlsOf(form: HTMLFormElement | null): readonly Control[] {
  return [...form?.elements ?? []].filter((one): one is Control =>
    one.id !== "" && (one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement ||
      one instanceof HTMLSelectElement)
  );
}

/** What is wrong with a control, in the language of the page and not the browser's; null for none. */
export function controlFault(control: Control): string | null {
  const { validity } = control;
  if (control.disabled) return null;
  if (isBlank(control)) return t("Fill this in");
  if (validity.valid) return null;
  if (validity.customError) return control.validationMessage;
  if (validity.valueMissing || validity.badInput) return t("Fill this in");
  if (control instanceof HTMLInputElement && (validity.rangeUnderflow || validity.rangeOverflow)) {
    return t("A number from {min} to {max}", { min: control.min, max: control.max });
  }
  if (validity.tooShort && !(control instanceof HTMLSelectElement)) {
    return tn(
      control.minLength,
      "It needs 1 character or more",
      "It needs {count} characters or more",
    );
  }
  if (validity.typeMismatch && control.type === "email") {
    return t("This is not a whole e-mail address");
  }
  return t("This does not fit");
}

/** Whether a field that must be filled holds nothing, or only spaces. */
function isBlank(control: Control): boolean {
  return control.required && control.type !== "checkbox" && control.value.trim() === "" &&
    !control.validity.badInput;
}
