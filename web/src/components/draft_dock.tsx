import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { DraftVariant, ReplyDraft } from "../api/reply_draft_api.ts";
import { checkedWords } from "../format/evidence.ts";
import { t } from "../i18n/t.ts";
import { Button, IconButton } from "./button.tsx";

/** Props of DraftDock. */
export interface DraftDockProps {
  readonly aiName: string;
  readonly draft: ReplyDraft | null;
  /** The words of a draft that is being written. */
  readonly growing: string | null;
  readonly onUse: () => void;
  /** Shows what the draft rests on. */
  readonly onWhy: () => void;
  readonly onRewrite: (variant: DraftVariant) => void;
  readonly onDismiss: () => void;
  readonly onAsk: () => void;
}

/** What fits into the two lines of a phone. */
const FOLDED_LENGTH = 80;

/** What the AI proposes, stitched, above the field in which a person replies. */
export function DraftDock(props: DraftDockProps): JSX.Element | null {
  const { aiName, draft, growing } = props;
  if (growing !== null) {
    return (
      <section class="draft-dock" aria-label={t("{aiName} is writing a draft", { aiName })}>
        <p class="draft-dock-head" data-state="growing">
          <b>{t("{aiName} is writing a draft", { aiName })}</b>
        </p>
        <p class="draft-dock-text" aria-live="off">{growing}</p>
      </section>
    );
  }
  if (draft === null) return null;
  return draft.status === "failed"
    ? <FailedDraft {...props} />
    : <Proposal {...props} draft={draft} />;
}

function Proposal(props: DraftDockProps & { readonly draft: ReplyDraft }): JSX.Element {
  const { aiName, draft } = props;
  const isWhole = useSignal(false);
  const isBusy = draft.rewriting !== null;
  return (
    <section class="draft-dock" aria-label={t("{aiName} proposes", { aiName })} aria-busy={isBusy}>
      <p class="draft-dock-head">
        <b>{t("{aiName} proposes", { aiName })}</b>
        <button type="button" class="draft-dock-checks" onClick={props.onWhy}>
          {checksOf(draft) || t("Why this draft")}
          {checksOf(draft) !== "" && <span class="only-readers">{t(", why this draft")}</span>}
        </button>
      </p>
      <IconButton icon="x" name={t("Dismiss the draft")} onPress={props.onDismiss} />
      <p class="draft-dock-text" data-state={isWhole.value ? "whole" : "folded"}>{draft.content}</p>
      {draft.content.length > FOLDED_LENGTH && (
        <button
          type="button"
          class="draft-dock-fold"
          aria-expanded={isWhole.value}
          onClick={() => isWhole.value = !isWhole.value}
        >
          {isWhole.value ? t("Show less") : t("Show all")}
        </button>
      )}
      {draft.left_open !== null && (
        <p class="draft-dock-open">{t("Left to you: {what}", { what: draft.left_open })}</p>
      )}
      {draft.failure !== null && <p class="draft-dock-open" role="alert">{t(draft.failure)}</p>}
      <div class="draft-dock-acts">
        <Button icon="check" keys="D" busy={isBusy} onPress={props.onUse}>{t("Use draft")}</Button>
        {draft.variants.map((variant) => (
          <Button
            key={variant}
            look="quiet"
            busy={isBusy}
            onPress={() => props.onRewrite(variant)}
          >
            {draft.rewriting === variant ? t("Rewriting") : variantName(variant)}
          </Button>
        ))}
      </div>
    </section>
  );
}

function FailedDraft(props: DraftDockProps): JSX.Element {
  const { aiName } = props;
  return (
    <section class="draft-dock" aria-label={t("{aiName} could not write a draft", { aiName })}>
      <p class="draft-dock-head">
        <b>{t("{aiName} could not write a draft", { aiName })}</b>
      </p>
      <IconButton icon="x" name={t("Dismiss")} onPress={props.onDismiss} />
      <div class="draft-dock-acts">
        <Button icon="rotate-ccw" onPress={props.onAsk}>{t("Try again")}</Button>
      </div>
    </section>
  );
}

function variantName(variant: DraftVariant): string {
  return variant === "shorter" ? t("Shorter") : t("Warmer");
}

/** What was made sure of: `Price and stock checked · No price promised`. */
function checksOf(draft: ReplyDraft): string {
  const checked = checkedWords(draft.evidence);
  const unpriced = draft.checks.includes("no_price") ? t("No price promised") : null;
  return [checked, unpriced].filter((one) => one !== null).join(" · ");
}
