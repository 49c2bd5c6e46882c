import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { toProblem } from "../../api/api_problem.ts";
import type { Message } from "../../api/rows.ts";
import { type Reasons, type Source, type WhyApi, whyApi } from "../../api/why_api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { FailedState } from "../../components/empty_state.tsx";
import { Icon } from "../../components/icon.tsx";
import { checkedWords } from "../../format/evidence.ts";
import { deliveryWords } from "../../format/delivery.ts";
import { fullTime } from "../../format/time.ts";
import { viewPath } from "../../router.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Props of WhyPanel. */
export interface WhyPanelProps {
  readonly messageId: number;
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastStore;
  readonly onClose: () => void;
}

/** Why the AI wrote one message: what it understood, what it looked up, and who it was. */
export function WhyPanel(props: WhyPanelProps): JSX.Element {
  const { workplace, messageId } = props;
  const message = workplace.thread.messages.value.find((one) => one.id === messageId);
  return (
    <Dialog title="Why this reply" shape="sheet" isOpen onClose={props.onClose}>
      {message === undefined
        ? <p class="why-panel-none">This message is not loaded any more.</p>
        : (
          <div class="why-panel">
            <blockquote class="why-panel-words">{message.content}</blockquote>
            <Facts message={message} workplace={workplace} />
            <Sources message={message} panel={props} />
          </div>
        )}
    </Dialog>
  );
}

function Facts(props: {
  readonly message: Message;
  readonly workplace: OpenWorkplace;
}): JSX.Element {
  const { message, workplace } = props;
  const row = workplace.conversation.row.value;
  const facts: readonly (readonly [string, string | null])[] = [
    ["Understood as", message.intent?.replaceAll("_", " ") ?? null],
    ["Confidence", message.ai_confidence === null ? null : percent(message.ai_confidence)],
    ["Checked", checkedWords(message.evidence) ?? "Nothing looked up"],
    ["Written by", modelWords(message.ai_model)],
    ["Took", message.processing_time_ms === null ? null : seconds(message.processing_time_ms)],
    ["Written", fullTime(message.created_at, workplace.dealership.timezone)],
    ["Delivery", deliveryWords(message)?.text ?? null],
    ["Then", row?.owner === "waiting_human" ? "Handed over to a person" : null],
  ];
  return (
    <dl class="why-panel-facts">
      {facts.map(([label, text]) =>
        text === null ? null : (
          <div class="why-panel-fact" key={label}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        )
      )}
    </dl>
  );
}

/** Without a model's name the built-in rules wrote it. */
function modelWords(model: string | null): string | null {
  if (model === null) return null;
  return model === "local" ? "Built-in rules, no model" : model;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

function seconds(ms: number): string {
  return ms < 1_000 ? "under a second" : `${(ms / 1_000).toFixed(1)} s`;
}

type Read = Reasons | "loading" | ReturnType<typeof toProblem>;

function Sources(props: { readonly message: Message; readonly panel: WhyPanelProps }): JSX.Element {
  const { message, panel } = props;
  const api = panel.workplace.connect(whyApi);
  const reasons = useSignal<Read>("loading");
  const read = (): void => {
    reasons.value = "loading";
    api.readReasons(message.id, message.evidence).then(
      (found) => reasons.value = found,
      (error) => reasons.value = toProblem(error),
    );
  };
  useEffect(read, []);
  const now = reasons.value;
  if (now === "loading") return <p class="why-panel-none" role="status">Looking up the sources</p>;
  if (now instanceof Error) {
    return <FailedState what="The sources did not load" problem={now} onRetry={read} />;
  }
  return (
    <>
      <h3 class="why-panel-title">Rests on</h3>
      {now.sources.length === 0 && (
        <p class="why-panel-none">Nothing it would have had to look up.</p>
      )}
      <ul class="why-panel-sources">
        {now.sources.map((source) => (
          <li key={source.id}>
            <SourceLine source={source} panel={panel} reasons={reasons} api={api} />
          </li>
        ))}
      </ul>
      {now.version !== null && (
        <p class="why-panel-none">
          {panel.workplace.team.aiName.value}, version {now.version}
        </p>
      )}
    </>
  );
}

interface SourceLineProps {
  readonly source: Source;
  readonly panel: WhyPanelProps;
  readonly reasons: Signal<Read>;
  readonly api: WhyApi;
}

function SourceLine(props: SourceLineProps): JSX.Element {
  const { source, panel } = props;
  if (source.kind === "vehicle") {
    const { subdomain } = panel.workplace.dealership;
    const href = viewPath({ view: "inventory", at: subdomain, part: source.id, filters: {} });
    return (
      <a class="why-panel-source" href={href}>
        <Icon name="car-front" />
        <span>{source.name}</span>
        <span class="why-panel-detail">{source.detail}</span>
      </a>
    );
  }
  return (
    <div class="why-panel-source">
      <Icon name="book-open" />
      <span>
        {source.name}
        <span class="why-panel-answer">{source.detail}</span>
      </span>
      <Rating line={props} />
    </div>
  );
}

/** Thumbs for one approved answer; pressing the same one again takes the word back. */
function Rating(props: { readonly line: SourceLineProps }): JSX.Element | null {
  const { source, panel, reasons, api } = props.line;
  const now = reasons.value;
  if (now === "loading" || now instanceof Error || !now.ratings.has(source.id)) return null;
  const said = now.ratings.get(source.id) ?? null;
  const rate = async (isHelpful: boolean): Promise<void> => {
    const next = said === isHelpful ? null : isHelpful;
    reasons.value = { ...now, ratings: new Map(now.ratings).set(source.id, next) };
    try {
      await api.rate(panel.messageId, source.id, next);
    } catch (error) {
      reasons.value = now;
      panel.toasts.fail("Could not keep your word on it", error);
    }
  };
  return (
    <span class="why-panel-rating">
      {([true, false] as const).map((isHelpful) => (
        <button
          key={String(isHelpful)}
          type="button"
          class="icon-button"
          aria-pressed={said === isHelpful}
          aria-label={isHelpful ? "This answer helped" : "This answer did not help"}
          onClick={() => void rate(isHelpful)}
        >
          <Icon name={isHelpful ? "thumbs-up" : "thumbs-down"} />
        </button>
      ))}
    </span>
  );
}
