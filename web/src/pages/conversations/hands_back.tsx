import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { InboxRow } from "../../api/rows.ts";
import { clockTime, dayOf, dayTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { closingOf } from "../../stores/closing_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Says when the conversation goes back to the AI by itself, where it does. */
export function HandsBack(props: {
  readonly workplace: OpenWorkplace;
  readonly row: InboxRow;
}): JSX.Element | null {
  const { workplace, row } = props;
  const store = useMemo(
    () => workplace.connect((supabase) => closingOf(supabase, row.id)),
    [workplace, row.id],
  );
  const state = store.state.value;
  const at = state.kind === "ready" ? state.value : null;
  const now = workplace.clock.minute.value;
  // Who works late keeps it until the next closing.
  const isPast = at !== null && Date.parse(at) <= now;
  useEffect(() => void store.refresh(), [store, row.assigned_to, row.ai_paused, isPast]);
  if (at === null || isPast) return null;
  return <p class="reply-line-more">{closingWords(at, now, workplace.dealership.timezone)}</p>;
}

function closingWords(at: string, now: number, zone: string): string {
  return dayOf(at, zone) === dayOf(now, zone)
    ? t("Hands back at {time} closing", { time: clockTime(at, zone) })
    : t("Hands back at closing, {when}", { when: dayTime(at, now, zone) });
}
