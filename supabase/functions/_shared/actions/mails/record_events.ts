import { type RecordEmailEventsAnswer, SendGridEvent } from "../../contract/email.ts";
import { Problem } from "../../platform/problem.ts";

/** What recording events takes from outside. */
export interface RecordEventsDeps {
  recordEmailEvents(events: readonly SendGridEvent[]): Promise<RecordEmailEventsAnswer>;
}

/** How many events of a batch did what; `malformed` ones are dropped, as a repeat mends nothing. */
export interface EventTally extends RecordEmailEventsAnswer {
  readonly malformed: number;
}

/** Records one batch of SendGrid's events, each once however often it comes. */
export async function recordEvents(body: Uint8Array, deps: RecordEventsDeps): Promise<EventTally> {
  const batch = parseBatch(body);
  const events = batch.map((one) => SendGridEvent.safeParse(one)).filter(({ success }) => success)
    .flatMap(({ data }) => data === undefined ? [] : [data]);
  const malformed = batch.length - events.length;
  if (events.length === 0) return { recorded: 0, ignored: 0, unknown: 0, malformed };
  return { ...await deps.recordEmailEvents(events), malformed };
}

function parseBatch(body: Uint8Array): readonly unknown[] {
  try {
    const batch: unknown = JSON.parse(new TextDecoder().decode(body));
    if (Array.isArray(batch)) return batch;
  } catch {
    // Said below.
  }
  throw new Problem("form_invalid", "Cannot read the events: the body is no JSON list");
}
