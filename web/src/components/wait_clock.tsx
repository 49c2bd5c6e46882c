import { computed, type ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { waitTime } from "../format/time.ts";
import { t } from "../i18n/t.ts";

const MINUTE_MS = 60_000;

/** Props of WaitClock. */
export interface WaitClockProps {
  readonly since: string;
  /** By when a person should have replied, closed hours left out; null when not known. */
  readonly due: string | null;
  readonly now: ReadonlySignal<number>;
  readonly goalMinutes: number;
}

/** How long a customer has waited: amber, red once the dealership's goal is missed. */
export function WaitClock(props: WaitClockProps): JSX.Element {
  const { since, due, now, goalMinutes } = props;
  // Drawn anew when the words change, not each second: a list may hold a thousand of these.
  const { time, isLate } = useMemo(() => {
    const start = Date.parse(since);
    const lateAt = due === null ? start + goalMinutes * MINUTE_MS : Date.parse(due);
    return {
      time: computed(() => waitTime(now.value - start)),
      isLate: computed(() => now.value >= lateAt),
    };
  }, [since, due, now, goalMinutes]);
  return (
    <time class="wait-clock" dateTime={since} data-state={isLate.value ? "late" : "waiting"}>
      <span class="only-readers">{t("waiting")}</span> {time.value}
    </time>
  );
}
