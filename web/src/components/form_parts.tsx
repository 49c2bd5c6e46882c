import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { faultId, Field } from "./field.tsx";

interface PartProps {
  readonly id: string;
  readonly label: string;
  readonly value: Signal<string>;
}

/** A line of text. */
export function TextPart(
  props: PartProps & {
    readonly most: number;
    readonly isOptional?: boolean;
    readonly autocomplete?: string;
  },
): JSX.Element {
  return (
    <Field id={props.id} label={props.label} fault={null}>
      <input
        id={props.id}
        class="field-input"
        maxLength={props.most}
        required={props.isOptional !== true}
        autocomplete={props.autocomplete}
        value={props.value.value}
        onInput={(event) => props.value.value = event.currentTarget.value}
      />
    </Field>
  );
}

/** Several lines of text, with what is wrong with them. */
export function WordsPart(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly fault: string | null;
  readonly isOptional?: boolean;
  readonly isClosed?: boolean;
  readonly onWords: (words: string) => void;
}): JSX.Element {
  const { id, fault } = props;
  return (
    <Field id={id} label={props.label} fault={fault}>
      <textarea
        id={id}
        class="field-input"
        rows={4}
        maxLength={props.most}
        required={props.isOptional !== true}
        disabled={props.isClosed}
        aria-invalid={fault === null ? undefined : "true"}
        aria-describedby={fault === null ? undefined : faultId(id)}
        value={props.value}
        onInput={(event) => props.onWords(event.currentTarget.value)}
      />
    </Field>
  );
}

/** One of several values. */
export function ChoicePart(
  props: PartProps & { readonly options: readonly (readonly [value: string, words: string])[] },
): JSX.Element {
  return (
    <Field id={props.id} label={props.label} fault={null}>
      <select
        id={props.id}
        class="field-input"
        value={props.value.value}
        onChange={(event) => props.value.value = event.currentTarget.value}
      >
        {props.options.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
      </select>
    </Field>
  );
}

/** A number within its limits. */
export function NumberPart(props: {
  readonly id: string;
  readonly label: string;
  readonly range: readonly [min: number, max: number, step: number];
  readonly value: number;
  readonly isClosed?: boolean;
  readonly onNumber: (value: number) => void;
}): JSX.Element {
  const [min, max, step] = props.range;
  return (
    <Field id={props.id} label={props.label} fault={null}>
      <input
        id={props.id}
        class="field-input"
        type="number"
        min={min}
        max={max}
        step={step}
        required
        disabled={props.isClosed}
        value={props.value}
        onChange={(event) => props.onNumber(Number(event.currentTarget.value))}
      />
    </Field>
  );
}
