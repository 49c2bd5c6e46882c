import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { t } from "../i18n/t.ts";
import type { Link } from "../stores/connection_store.ts";
import { AsOf, ConnectionLine, ConnectionWord } from "./connection.tsx";
import { Icon } from "./icon.tsx";

/** Props of PageHead. */
export interface PageHeadProps {
  readonly title: string;
  readonly place: string;
  /** The id of the menu that switches dealerships; null with only one. */
  readonly switcher: string | null;
  readonly connection: {
    readonly link: ReadonlySignal<Link>;
    readonly word: ReadonlySignal<string>;
    readonly line: ReadonlySignal<string>;
    readonly asOf: ReadonlySignal<string>;
  };
  readonly children?: ComponentChildren;
}

/** The top of a view: where one is, how live it is, its title and what can be done with it. */
export function PageHead(props: PageHeadProps): JSX.Element {
  const { connection } = props;
  return (
    <header class="page-head">
      <div class="page-head-top">
        {props.switcher === null
          ? <p class="page-head-place">{props.place}</p>
          : (
            <button type="button" class="page-head-place" popovertarget={props.switcher}>
              {props.place}
              <Icon name="chevrons-up-down" size="s" />
              <span class="only-readers">{t(", switch dealership")}</span>
            </button>
          )}
        <ConnectionWord link={connection.link} word={connection.word} />
      </div>
      <div class="page-head-line">
        <h1 class="page-head-title">{props.title}</h1>
        <AsOf asOf={connection.asOf} />
        {props.children}
      </div>
      <ConnectionLine link={connection.link} line={connection.line} />
    </header>
  );
}
