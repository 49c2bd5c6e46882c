import type { ComponentChildren, JSX } from "preact";

/** One fact: its name or time, and what is known; null or nothing where nobody knows. */
export type Fact = readonly [label: ComponentChildren, words: ComponentChildren];

/** Facts with a name, one a line; those that nobody knows are left out. */
export function FactList(props: { readonly facts: readonly Fact[] }): JSX.Element | null {
  const known = props.facts.filter(([, words]) => words !== null && words !== "");
  if (known.length === 0) return null;
  return (
    <dl class="fact-list">
      {known.map(([label, words], place) => (
        <div key={place}>
          <dt>{label}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
