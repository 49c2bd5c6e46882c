import type { ComponentChildren, JSX } from "preact";

/** One fact: its name, and what is known; null or nothing where nobody knows. */
export type Fact = readonly [label: string, words: ComponentChildren];

/** Facts with a name, one a line; those that nobody knows are left out. */
export function FactList(props: { readonly facts: readonly Fact[] }): JSX.Element {
  return (
    <dl class="fact-list">
      {props.facts.map(([label, words], place) =>
        words === null || words === "" ? null : (
          <div key={place}>
            <dt>{label}</dt>
            <dd>{words}</dd>
          </div>
        )
      )}
    </dl>
  );
}
