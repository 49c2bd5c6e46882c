import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Link } from "../stores/connection_store.ts";

/** The word that says how live the page is. */
export function ConnectionWord(props: {
  readonly link: ReadonlySignal<Link>;
  readonly word: ReadonlySignal<string>;
}): JSX.Element {
  return <p class="connection-word" role="status" data-state={props.link.value}>{props.word}</p>;
}

/** A line for what is wrong with the connection, or that it came back. */
export function ConnectionLine(props: {
  readonly link: ReadonlySignal<Link>;
  readonly line: ReadonlySignal<string>;
}): JSX.Element | null {
  if (props.line.value === "") return null;
  return <p class="connection-line" data-state={props.link.value}>{props.line}</p>;
}

/** Beside numbers that may be old: since when. */
export function AsOf(props: { readonly asOf: ReadonlySignal<string> }): JSX.Element | null {
  if (props.asOf.value === "") return null;
  return <span class="connection-as-of">{props.asOf}</span>;
}
