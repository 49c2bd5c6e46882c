import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Message } from "../../api/rows.ts";
import type { Reasons, Source } from "../../api/why_api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { checkedWords } from "../../format/evidence.ts";
import { deliveryWords } from "../../format/delivery.ts";
import { fullTime } from "../../format/time.ts";
import { viewPath } from "../../router.ts";
import { whyOf, type WhyShape } from "../../stores/why_store.ts";
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
  const isLast = workplace.thread.messages.value.findLast((one) => one.author === "ai") === message;
  const facts: readonly (readonly [string, string | null])[] = [
    ["Understood as", message.intent?.replaceAll("_", " ") ?? null],
    ["Confidence", message.ai_confidence === null ? null : percent(message.ai_confidence)],
    ["Checked", checkedWords(message.evidence) ?? "Nothing looked up"],
    ["Written by", modelWords(message.ai_model)],
    ["Took", message.processing_time_ms === null ? null : seconds(message.processing_time_ms)],
    ["Written", fullTime(message.created_at, workplace.dealership.timezone)],
    ["Delivery", deliveryWords(message)?.text ?? null],
    ["Then", isLast && row?.owner === "waiting_human" ? "Handed over to a person" : null],
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

function Sources(props: { readonly message: Message; readonly panel: WhyPanelProps }): JSX.Element {
  const { message, panel } = props;
  const why = useMemo(() => panel.workplace.connect(whyOf(message)), [message.id]);
  useEffect(() => void why.reasons.refresh(), [why]);
  return (
    <RemoteView
      remote={why.reasons.state.value}
      what="The sources"
      shape="column"
      onRetry={() => void why.reasons.reload()}
    >
      {(reasons) => (
        <>
          <h3 class="why-panel-title">Rests on</h3>
          {reasons.sources.length === 0 && (
            <p class="why-panel-none">Nothing it would have had to look up.</p>
          )}
          <ul class="why-panel-sources">
            {reasons.sources.map((source) => (
              <li key={source.id}>
                <SourceLine source={source} panel={panel} reasons={reasons} why={why} />
              </li>
            ))}
          </ul>
          {reasons.version !== null && (
            <p class="why-panel-none">
              {panel.workplace.team.aiName.value}, version {reasons.version}
            </p>
          )}
        </>
      )}
    </RemoteView>
  );
}

interface SourceLineProps {
  readonly source: Source;
  readonly panel: WhyPanelProps;
  readonly reasons: Reasons;
  readonly why: WhyShape;
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
  const { source, panel, reasons, why } = props.line;
  if (!reasons.ratings.has(source.id)) return null;
  const said = reasons.ratings.get(source.id) ?? null;
  const rate = (isHelpful: boolean): void => {
    why.rate(source.id, isHelpful)
      .catch((error) => panel.toasts.fail("Could not keep your word on it", error));
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
          onClick={() => rate(isHelpful)}
        >
          <Icon name={isHelpful ? "thumbs-up" : "thumbs-down"} />
        </button>
      ))}
    </span>
  );
}
