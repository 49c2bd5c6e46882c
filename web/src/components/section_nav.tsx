import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A section of a view; those in a row with the same group stand under its name. */
export interface SectionLink {
  readonly name: string;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly group?: string;
}

/** Links to the sections of a view, beside it or above it on phones. */
export function SectionNav(props: {
  readonly label: string;
  readonly sections: readonly SectionLink[];
}): JSX.Element {
  const nav = useRef<HTMLElement>(null);
  const current = props.sections.find((section) => section.isCurrent)?.name;
  useEffect(() => {
    // On a phone the sections are one row that scrolls.
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({
      inline: "center",
      block: "nearest",
    });
  }, [current]);
  return (
    <nav class="section-nav" aria-label={props.label} ref={nav}>
      {groupsOf(props.sections).map(([group, sections]) => (
        <div key={group} class="section-nav-group">
          {group !== "" && <p class="section-nav-title">{group}</p>}
          <ul aria-label={group === "" ? undefined : group}>
            {sections.map((section) => (
              <li key={section.name}>
                <a href={section.href} aria-current={section.isCurrent ? "page" : undefined}>
                  {section.name}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function groupsOf(all: readonly SectionLink[]): readonly [string, readonly SectionLink[]][] {
  return Object.entries(Object.groupBy(all, ({ group = "" }) => group))
    .map(([group, sections = []]) => [group, sections]);
}
