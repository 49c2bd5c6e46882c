import type { JSX } from "preact";

/** The key tag with the R. */
export function Logo(): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 32 38" aria-hidden="true" focusable="false">
      <path d="M16 2 29 9.5V32a3.5 3.5 0 0 1-3.5 3.5h-19A3.5 3.5 0 0 1 3 32V9.5z" />
      <circle class="logo-hole" cx="16" cy="9.6" r="1.9" />
      <path d="M11 28.5V16h6.4a4 4 0 0 1 0 8H11m6 0 4.2 4.5" />
    </svg>
  );
}
