import type { ComponentChildren, JSX } from "preact";

/** A thin rule across the thread: a new day, or what the system did. */
export function Rule(props: {
  readonly kind: "day" | "event";
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <p class="rule" data-kind={props.kind}>
      <span class="rule-text">{props.children}</span>
    </p>
  );
}
