import type { JSX } from "preact";

/** A short word in a coloured frame; the word carries the meaning, the colour only repeats it. */
export function Tag(props: {
  readonly tone: "ok" | "bad" | "warn" | "plain";
  readonly children: string;
}): JSX.Element {
  return <span class="tag" data-tone={props.tone}>{props.children}</span>;
}
