import type { JSX } from "preact";
import { initials } from "../format/name.ts";

/** Initials on a small licence plate: outlined for a customer, solid for staff, dashed for the AI. */
export function Plate(props: {
  readonly name: string;
  readonly kind: "customer" | "staff" | "ai";
}): JSX.Element {
  return (
    <span class="plate" data-kind={props.kind} aria-hidden="true">
      {props.kind === "ai" ? "AI" : initials(props.name)}
    </span>
  );
}
