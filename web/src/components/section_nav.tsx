import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Links to the sections of a view, beside it or above it on phones. */
export function SectionNav(props: {
  readonly label: string;
  readonly sections: readonly {
    readonly name: string;
    readonly href: string;
    readonly isCurrent: boolean;
  }[];
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
      <ul>
        {props.sections.map((section) => (
          <li key={section.name}>
            <a href={section.href} aria-current={section.isCurrent ? "page" : undefined}>
              {section.name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
