import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { ReplyDraft } from "../../api/reply_draft_api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { FactList } from "../../components/fact_list.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { checkedWords } from "../../format/evidence.ts";
import { exactTime } from "../../format/exact_time.ts";
import { percent } from "../../format/percent.ts";
import { t } from "../../i18n/t.ts";
import { whyDraftOf } from "../../stores/why_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { modelWords, SourceList } from "./why_panel.tsx";

/** Why the AI proposes what it proposes: what it looked up, what it left out, and who it was. */
export function WhyDraftPanel(props: {
  readonly workplace: OpenWorkplace;
  readonly onClose: () => void;
}): JSX.Element {
  const draft = props.workplace.replyDraft.draft.value;
  return (
    <Dialog title={t("Why this draft")} shape="sheet" isOpen onClose={props.onClose}>
      {draft === null
        ? <p class="why-panel-none">{t("The draft was used, dismissed or overtaken.")}</p>
        : (
          <div class="why-panel">
            <blockquote class="why-panel-words">{draft.content}</blockquote>
            <FactList facts={factsOf(draft, props.workplace)} />
            <Sources key={draft.id} draft={draft} workplace={props.workplace} />
          </div>
        )}
    </Dialog>
  );
}

function factsOf(draft: ReplyDraft, workplace: OpenWorkplace) {
  return [
    [t("Confidence"), draft.confidence === null ? null : percent(draft.confidence)],
    [t("Checked"), checkedWords(draft.evidence) ?? t("Nothing looked up")],
    [t("Promises"), draft.checks.includes("no_price") ? t("No price promised") : null],
    [t("Left to you"), draft.left_open],
    [t("Written by"), modelWords(draft.model)],
    [t("Written"), exactTime(draft.created_at, workplace.dealership.timezone)],
  ] as const;
}

function Sources(props: {
  readonly draft: ReplyDraft;
  readonly workplace: OpenWorkplace;
}): JSX.Element {
  const { draft, workplace } = props;
  const reasons = useMemo(() => workplace.connect(whyDraftOf(draft)), [draft.id]);
  useEffect(() => void reasons.refresh(), [reasons]);
  return (
    <RemoteView
      remote={reasons.state.value}
      what={t("The sources")}
      shape="column"
      onRetry={() => void reasons.reload()}
    >
      {({ sources, version }) => (
        <>
          <SourceList sources={sources} at={workplace.dealership.subdomain} />
          {version !== null && (
            <p class="why-panel-none">
              {t("{name}, version {version}", { name: workplace.team.aiName.value, version })}
            </p>
          )}
        </>
      )}
    </RemoteView>
  );
}
