import type { JSX } from "preact";
import type { IconName } from "./icon_names.ts";

/** The sprite's address, put in by the build (vite_icon_sprite.ts). */
declare const __ICONS_URL__: string;

/** A line icon beside words; it says nothing to screen readers. */
export function Icon(
  props: { readonly name: IconName; readonly size?: "s" | "m" | "l" },
): JSX.Element {
  return (
    <svg class="icon" data-size={props.size ?? "m"} aria-hidden="true" focusable="false">
      <use href={`${__ICONS_URL__}#${props.name}`} />
    </svg>
  );
}
