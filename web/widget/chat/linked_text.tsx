import type { JSX } from "preact";

const LINK = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/;

/** Words in which an address can be followed; it opens beside the page and tells it nothing. */
export function LinkedText(props: { readonly text: string }): JSX.Element {
  return (
    <>
      {props.text.split(LINK).map((part, at) =>
        at % 2 === 1
          ? <a key={at} href={part} target="_blank" rel="noopener noreferrer">{part}</a>
          : part
      )}
    </>
  );
}
