import type { JSX } from "preact";
import { formatPhone } from "../format/phone.ts";

/** Words in which every phone number reads as people write it, and a tap calls it. */
export function PhoneWords(props: { readonly words: string }): JSX.Element {
  const parts = props.words.split(/(\+\d{7,15})/);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 0
          ? part
          : <a key={index} class="text-link" href={`tel:${part}`}>{formatPhone(part)}</a>
      )}
    </>
  );
}
