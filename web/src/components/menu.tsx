import type { ComponentChildren, JSX } from "preact";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon_names.ts";

/** A light-dismissed panel that a button with `popovertarget` opens. */
export function Menu(props: {
  readonly id: string;
  readonly label: string;
  readonly place: "rail" | "list" | "thread" | "selection";
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div
      id={props.id}
      class="menu"
      popover="auto"
      role="group"
      aria-label={props.label}
      data-place={props.place}
      onClick={(event) => closeOnChoice(event.currentTarget, event.target)}
    >
      {props.children}
    </div>
  );
}

/** One act in a menu. */
export function MenuItem(props: {
  readonly icon: IconName;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <button type="button" class="menu-item" data-closes="true" onClick={props.onPress}>
      <Icon name={props.icon} />
      {props.children}
    </button>
  );
}

/** One place to go to in a menu. */
export function MenuLink(props: {
  readonly icon?: IconName;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <a
      class="menu-item"
      data-closes="true"
      href={props.href}
      aria-current={props.isCurrent ? "true" : undefined}
    >
      {props.icon !== undefined && <Icon name={props.icon} />}
      {props.children}
      {props.isCurrent && <Icon name="check" />}
    </a>
  );
}

function closeOnChoice(menu: HTMLElement, target: EventTarget | null): void {
  if (target instanceof Element && target.closest("[data-closes]")) menu.hidePopover();
}
