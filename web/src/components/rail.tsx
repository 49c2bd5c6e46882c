import type { ComponentChildren, JSX } from "preact";
import { t } from "../i18n/t.ts";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon_names.ts";
import { Logo } from "./logo.tsx";
import { Plate } from "./plate.tsx";

/** One view in the rail. */
export interface RailView {
  readonly name: string;
  readonly icon: IconName;
  readonly href: string;
  /** How many things wait there for a person, with what they are: "3 need a person". */
  readonly waiting: number;
  readonly waitingWords: string;
  /** The work of the day stands above, what is set up once below. */
  readonly place: "work" | "setup";
}

/** The id of the menu that the own plate opens. */
export const OWN_MENU = "own-menu";

/** The ink rail at the side, a bar at the bottom on phones. */
export function Rail(props: {
  readonly views: readonly RailView[];
  readonly current: string;
  readonly userName: string;
  /** "Away" or "Off duty"; null while available. */
  readonly away: string | null;
  /** The bell, above the own plate. */
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <nav class="rail" aria-label={t("Views")}>
      <span class="rail-logo">
        <Logo />
      </span>
      <Views place="work" views={props.views} current={props.current} />
      <Views place="setup" views={props.views} current={props.current} />
      {props.children}
      <button type="button" class="rail-own" popovertarget={OWN_MENU}>
        <Plate name={props.userName} kind="staff" />
        <span class="rail-own-word" data-away={props.away !== null}>{props.away ?? t("You")}</span>
        <span class="only-readers">{t("{name}, menu", { name: props.userName })}</span>
      </button>
    </nav>
  );
}

function Views(props: {
  readonly place: RailView["place"];
  readonly views: readonly RailView[];
  readonly current: string;
}): JSX.Element {
  return (
    <ul class="rail-views" data-place={props.place}>
      {props.views.filter((view) => view.place === props.place).map((view) => (
        <li key={view.name}>
          <a
            class="rail-view"
            href={view.href}
            aria-current={view.name === props.current ? "page" : undefined}
          >
            <span class="rail-icon">
              <Icon name={view.icon} size="l" />
              {view.waiting > 0 && <span class="rail-count" aria-hidden="true">{view.waiting}
              </span>}
            </span>
            <span>{t(view.name)}</span>
            {view.waiting > 0 && <span class="only-readers">, {view.waitingWords}</span>}
          </a>
        </li>
      ))}
    </ul>
  );
}
