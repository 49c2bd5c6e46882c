import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Message } from "../../api/rows.ts";
import type { Reasons, Source } from "../../api/why_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { type Fact, FactList } from "../../components/fact_list.tsx";
import { Field } from "../../components/field.tsx";
import { Icon } from "../../components/icon.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { checkedWords } from "../../format/evidence.ts";
import { deliveryWords } from "../../format/delivery.ts";
import { formatCount } from "../../format/money.ts";
import { percent } from "../../format/percent.ts";
import { sentenceCase } from "../../format/sentence_case.ts";
import { dayTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
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
    <Dialog title={t("Why this reply")} shape="sheet" isOpen onClose={props.onClose}>
      {message === undefined
        ? <p class="why-panel-none">{t("This message is not loaded any more.")}</p>
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
  const { clock, dealership } = workplace;
  const row = workplace.conversation.row.value;
  const isLast = workplace.thread.messages.value.findLast((one) => one.author === "ai") === message;
  const facts: readonly Fact[] = [
    [
      t("Understood as"),
      message.intent === null ? null : sentenceCase(message.intent.replaceAll("_", " ")),
    ],
    [t("Confidence"), message.ai_confidence === null ? null : percent(message.ai_confidence)],
    [t("Checked"), checkedWords(message.evidence) ?? t("Nothing looked up")],
    [t("Written by"), modelWords(message.ai_model)],
    [t("Took"), message.processing_time_ms === null ? null : seconds(message.processing_time_ms)],
    [t("Written"), dayTime(message.created_at, clock.minute.value, dealership.timezone)],
    [t("Delivery"), deliveryWords(message)?.text ?? null],
    [t("Then"), isLast && row?.owner === "waiting_human" ? t("Handed over to a person") : null],
  ];
  return <FactList facts={facts} />;
}

/** Without a model's name the built-in rules wrote it. */
export function modelWords(model: string | null): string | null {
  if (model === null) return null;
  return model === "local" ? t("Built-in rules, no model") : model;
}

function seconds(ms: number): string {
  return ms < 1_000 ? t("under a second") : t("{count} s", { count: (ms / 1_000).toFixed(1) });
}

function Sources(props: { readonly message: Message; readonly panel: WhyPanelProps }): JSX.Element {
  const { message, panel } = props;
  const why = useMemo(() => panel.workplace.connect(whyOf(message)), [message.id]);
  useEffect(() => void why.reasons.refresh(), [why]);
  return (
    <RemoteView
      remote={why.reasons.state.value}
      what={t("The sources")}
      shape="column"
      onRetry={() => void why.reasons.reload()}
    >
      {(reasons) => (
        <>
          <SourceList sources={reasons.sources} at={panel.workplace.dealership.subdomain} />
          <p class="why-panel-none">{runWords(reasons, panel.workplace.team.aiName.value)}</p>
          <Rating reasons={reasons} why={why} toasts={panel.toasts} />
        </>
      )}
    </RemoteView>
  );
}

/** What the AI looked up, with the way to it. */
export function SourceList(props: {
  readonly sources: readonly Source[];
  readonly at: string;
}): JSX.Element {
  return (
    <>
      <h3 class="why-panel-title">{t("Rests on")}</h3>
      {props.sources.length === 0 && (
        <p class="why-panel-none">{t("This reply needed nothing looked up.")}</p>
      )}
      <ul class="why-panel-sources">
        {props.sources.map((source) => (
          <li key={source.id}>
            <SourceLine source={source} at={props.at} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Which version wrote it, what it called and what it cost. */
function runWords(reasons: Reasons, aiName: string): string {
  const { run, version } = reasons;
  const tools = [...new Set(run?.tools.map((tool) => tool.name.replaceAll("_", " ")))];
  const tokens = (run?.input_tokens ?? 0) + (run?.output_tokens ?? 0);
  const words = [
    version === null ? null : t("{name}, version {version}", { name: aiName, version }),
    tools.length === 0 ? null : t("called {tools}", { tools: tools.join(", ") }),
    tokens === 0 ? null : t("{count} tokens", { count: formatCount(tokens) }),
    run === null || run.cost_microcents === 0
      ? null
      : t("{count} cents", { count: (run.cost_microcents / 1_000_000).toFixed(3) }),
    run?.calls.some((call) => call.cost_assumed) ? t("at an assumed price") : null,
    run?.fallback ? t("fell back: {why}", { why: run.fallback.replaceAll("_", " ") }) : null,
  ];
  return words.filter((word) => word !== null).join(" · ");
}

function SourceLine(props: { readonly source: Source; readonly at: string }): JSX.Element {
  const { source, at } = props;
  if (source.kind === "vehicle") {
    const href = viewPath({ view: "inventory", at, part: source.id, filters: {} });
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
    </div>
  );
}

/** Thumbs for the whole reply; a thumb down may say what was wrong, which becomes a suggestion. */
function Rating(props: {
  readonly reasons: Reasons;
  readonly why: WhyShape;
  readonly toasts: ToastStore;
}): JSX.Element {
  const { reasons, why, toasts } = props;
  const reason = useSignal("");
  const rate = (isHelpful: boolean | null, words: string | null = null): void => {
    why.rate(isHelpful, words).then(
      () => words !== null && toasts.tell(t("Thank you. A manager decides on a better answer")),
      (error) => toasts.fail(t("Could not keep your word on it"), error),
    );
  };
  return (
    <section class="why-panel-rating" aria-label={t("Was this right")}>
      <h3 class="why-panel-title">{t("Was this right?")}</h3>
      <Thumb isUp now={reasons.isHelpful} onRate={rate} />
      <Thumb isUp={false} now={reasons.isHelpful} onRate={rate} />
      {reasons.isHelpful === false && (
        <form
          class="why-panel-wrong"
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.value.trim() !== "") rate(false, reason.value.trim());
          }}
        >
          <Field id="why-wrong" label={t("What was wrong?")} fault={null}>
            <input
              id="why-wrong"
              class="field-input"
              maxLength={500}
              value={reason}
              onInput={(event) => reason.value = event.currentTarget.value}
            />
          </Field>
          <Button type="submit">{t("Tell the managers")}</Button>
        </form>
      )}
    </section>
  );
}

function Thumb(props: {
  readonly isUp: boolean;
  readonly now: boolean | null;
  readonly onRate: (isHelpful: boolean | null) => void;
}): JSX.Element {
  const { isUp, now } = props;
  return (
    <button
      type="button"
      class="icon-button"
      aria-pressed={now === isUp}
      aria-label={isUp ? t("It was right") : t("It was wrong")}
      onClick={() => props.onRate(now === isUp ? null : isUp)}
    >
      <Icon name={isUp ? "thumbs-up" : "thumbs-down"} />
    </button>
  );
}
