import type { JSX } from "preact";

/** Still grey blocks in the shape of what is coming; they show up only after a moment. */
export function Skeleton(props: {
  readonly shape: "rows" | "thread" | "column";
  readonly count: number;
  readonly label: string;
}): JSX.Element {
  return (
    <div class="skeleton" data-shape={props.shape}>
      <span class="only-readers" role="status">{props.label}</span>
      {Array.from(
        { length: props.count },
        (_, index) => (
          <div class="skeleton-block" key={index} aria-hidden="true">
            <span />
            <span />
            <span />
          </div>
        ),
      )}
    </div>
  );
}
