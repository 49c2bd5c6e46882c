import type { JSX } from "preact";

/** Links to the sections of a view, beside it or above it on phones. */
export function SectionNav(props: {
  readonly label: string;
  readonly sections: readonly {
    readonly name: string;
    readonly href: string;
    readonly isCurrent: boolean;
  }[];
}): JSX.Element {
  return (
    <nav class="section-nav" aria-label={props.label}>
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
