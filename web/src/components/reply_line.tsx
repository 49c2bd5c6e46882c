import type { ComponentChildren, JSX } from "preact";

/** One thin line under the thread's header that says who replies and what can be done about it. */
export function ReplyLine(props: {
  readonly tone: "me" | "calm" | "warn";
  readonly text: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="reply-line" data-tone={props.tone}>
      <p>{props.text}</p>
      {props.children}
    </div>
  );
}
