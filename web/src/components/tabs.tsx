import type { JSX } from "preact";

/** One tab: a link, because which list is shown is part of the address. */
export interface TabLink {
  readonly name: string;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly count: number | null;
}

/** Links that choose between lists in the same place. */
export function Tabs(
  props: { readonly label: string; readonly tabs: readonly TabLink[] },
): JSX.Element {
  return (
    <nav class="tabs" aria-label={props.label}>
      {props.tabs.map((tab) => (
        <a
          key={tab.name}
          class="tabs-tab"
          href={tab.href}
          aria-current={tab.isCurrent ? "true" : undefined}
        >
          {tab.name} {tab.count !== null && <span class="tabs-count">{tab.count}</span>}
        </a>
      ))}
    </nav>
  );
}
