import type { ComponentChildren, JSX } from "preact";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon_names.ts";
import { keyHints } from "./key_hints.ts";

/** Props of Button. */
export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onPress?: () => void;
  /** `main` once per view, `warn` on tape, `plain` on lines, `quiet` without an edge. */
  readonly look?: "main" | "warn" | "plain" | "quiet";
  readonly type?: "button" | "submit" | "reset";
  /** What the form is told that this button submits. */
  readonly value?: string;
  readonly icon?: IconName;
  /** The shortcut shown on the button. */
  readonly keys?: string;
  readonly busy?: boolean;
  readonly disabled?: boolean;
}

/** A button that names its act; while the act runs it stays in place and says so. */
export function Button(props: ButtonProps): JSX.Element {
  return (
    <button
      type={props.type ?? "button"}
      value={props.value}
      class="button"
      data-look={props.look ?? "plain"}
      aria-busy={props.busy === true ? "true" : undefined}
      disabled={props.disabled}
      onClick={() => props.busy !== true && props.onPress?.()}
    >
      {props.icon !== undefined && <Icon name={props.icon} />}
      <span class="button-text">{props.children}</span>
      {props.keys !== undefined && <Keys keys={props.keys} />}
    </button>
  );
}

/** A key cap: what to press for the same act. */
export function Keys(props: { readonly keys: string }): JSX.Element | null {
  if (keyHints.value === null) return null;
  return <kbd class="keys" aria-hidden="true">{keyHints.value.get(props.keys) ?? props.keys}</kbd>;
}

/** A button that is an icon; its name is spoken and shown as a tooltip. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly name: string;
  readonly onPress?: () => void;
  /** The id of the popover it opens. */
  readonly opens?: string;
}): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={props.name}
      title={props.name}
      popovertarget={props.opens}
      onClick={props.onPress}
    >
      <Icon name={props.icon} />
    </button>
  );
}
