import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { InboxRow } from "../api/rows.ts";
import { handoverSentence } from "../format/handover.ts";
import { sentenceCase } from "../format/sentence_case.ts";
import { snoozeWords } from "../format/snooze.ts";
import { waitAgainstGoal, waitTime } from "../format/time.ts";
import { t } from "../i18n/t.ts";
import { Button } from "./button.tsx";

const MINUTE_MS = 60_000;

/** Props of HandoverBanner. */
export interface HandoverBannerProps {
  readonly aiName: string;
  readonly row: InboxRow;
  readonly now: ReadonlySignal<number>;
  readonly goalMinutes: number;
  readonly zone: string;
  readonly busy: boolean;
  /** The colleague whose turn it is; null where it is everybody's or one's own. */
  readonly owner: string | null;
  readonly onAssign: () => void;
  readonly onTakeOver: () => void;
  readonly onHandBack: () => void;
}

/** The taped banner: why the AI stepped back, how long the customer waits, and what to know. */
export function HandoverBanner(props: HandoverBannerProps): JSX.Element {
  const { row } = props;
  const facts = factsOf(row);
  return (
    <section class="handover-banner" aria-label={t("Needs a person")}>
      <div class="handover-banner-head">
        <div>
          <h2 class="handover-banner-title">
            {props.owner === null
              ? t("{aiName} stepped back. Your turn", { aiName: props.aiName })
              : t("{aiName} stepped back. It is with {owner}", {
                aiName: props.aiName,
                owner: props.owner,
              })}
          </h2>
          <p class="handover-banner-why">
            {handoverSentence(row.handover_reason)}
            {row.waiting_since !== null && <Wait since={row.waiting_since} banner={props} />}
          </p>
        </div>
        <div class="handover-banner-acts">
          <span class="handover-banner-back">
            <Button look="quiet" onPress={props.onHandBack} busy={props.busy}>
              {t("Let {aiName} go on", { aiName: props.aiName })}
            </Button>
          </span>
          {props.owner !== null && (
            <span class="handover-banner-back">
              <Button look="quiet" keys="A" onPress={props.onAssign} busy={props.busy}>
                {t("Assign")}
              </Button>
            </span>
          )}
          <Button look="warn" keys="T" onPress={props.onTakeOver} busy={props.busy}>
            {t("Take over")}
          </Button>
        </div>
      </div>
      {facts.length > 0 && <Facts facts={facts} />}
      {facts.length > 0 && (
        <details class="handover-banner-more">
          <summary>{listOf(facts)}</summary>
          <Facts facts={facts} />
        </details>
      )}
    </section>
  );
}

type Fact = readonly [label: string, text: string];

function Facts(props: { readonly facts: readonly Fact[] }): JSX.Element {
  return (
    <dl class="handover-banner-facts">
      {props.facts.map(([label, text]) => (
        <div class="handover-banner-fact" key={label}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The wait against the goal; where closed hours moved that, by when a reply is due. */
function Wait(props: {
  readonly since: string;
  readonly banner: HandoverBannerProps;
}): JSX.Element {
  const { row, now, goalMinutes, zone } = props.banner;
  const start = Date.parse(props.since);
  const waited = now.value - start;
  const due = row.reply_due_at;
  const isMoved = due !== null && Date.parse(due) - start > (goalMinutes + 1) * MINUTE_MS;
  const words = isMoved && now.value < Date.parse(due)
    ? t("waiting {time}, reply due {due}", {
      time: waitTime(waited),
      due: snoozeWords(due, now.value, zone),
    })
    : waitAgainstGoal(waited, goalMinutes);
  return <span>{` · ${words}`}</span>;
}

function factsOf(row: InboxRow): readonly Fact[] {
  const summary = row.handover_summary;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    [t("Wants"), summary?.wants],
    [t("Brings"), summary?.brings],
    [t("Blocked by"), summary?.blocked_by],
  ];
  return facts.flatMap(([label, text]) =>
    text === null || text === undefined || text === "" ? [] : [[label, text] as const]
  );
}

/** `Wants, brings, blocked by`. */
function listOf(facts: readonly Fact[]): string {
  return sentenceCase(facts.map(([label]) => label).join(", ").toLowerCase());
}
