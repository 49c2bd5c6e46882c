import type { ComponentChildren, JSX } from "preact";

/** A thin rule across the thread: a new day, or what the system did. */
export function Rule(props: {
  readonly kind: "day" | "event";
  /** Amber for what a person must know before the next word. */
  readonly tone?: "plain" | "warn";
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <p class="rule" data-kind={props.kind} data-tone={props.tone ?? "plain"}>
      <span class="rule-text">{props.children}</span>
    </p>
  );
}
