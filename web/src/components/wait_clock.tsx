import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { waitTime } from "../format/time.ts";
import { t } from "../i18n/t.ts";

const MINUTE_MS = 60_000;

/** How long a customer has waited: amber, red once the dealership's goal is missed. */
export function WaitClock(props: {
  readonly since: string;
  /** By when a person should have replied, closed hours left out; null when not known. */
  readonly due: string | null;
  readonly now: ReadonlySignal<number>;
  readonly goalMinutes: number;
}): JSX.Element {
  const waited = props.now.value - Date.parse(props.since);
  const isLate = props.due === null
    ? waited >= props.goalMinutes * MINUTE_MS
    : props.now.value >= Date.parse(props.due);
  return (
    <time class="wait-clock" dateTime={props.since} data-state={isLate ? "late" : "waiting"}>
      <span class="only-readers">{t("waiting")}</span> {waitTime(waited)}
    </time>
  );
}
