import type { JSX } from "preact";

/** A choice that reads as a word of a sentence. */
export function SentenceSelect(props: {
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChange: (value: string) => void;
}): JSX.Element {
  return (
    <select
      class="sentence-select"
      aria-label={props.name}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      {props.options.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
    </select>
  );
}
