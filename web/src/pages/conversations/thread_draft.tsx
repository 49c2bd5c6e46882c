import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { InboxRow } from "../../api/rows.ts";
import { Button } from "../../components/button.tsx";
import { DraftDock } from "../../components/draft_dock.tsx";
import { t } from "../../i18n/t.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { USE_DRAFT } from "./use_draft.ts";
import { writeIn } from "./write_in.ts";

/** Props of ThreadDraft. */
export interface ThreadDraftProps {
  readonly workplace: OpenWorkplace;
  readonly row: InboxRow;
  readonly toasts: ToastStore;
  readonly onWhy: () => void;
}

/** The AI's draft for the open conversation, until it is in the reply field. */
export function ThreadDraft(props: ThreadDraftProps): JSX.Element | null {
  const { workplace, row, toasts } = props;
  const { replyDraft, team } = workplace;
  const use = () => void useDraft(props);
  const current = useRef(use);
  current.current = use;
  useEffect(() => {
    const onUse = () => current.current();
    document.addEventListener(USE_DRAFT, onUse);
    return () => document.removeEventListener(USE_DRAFT, onUse);
  }, []);
  const draft = replyDraft.draft.value;
  const isOurs = draft !== null && draft.conversation_id === row.id;
  const isPicked = isOurs && replyDraft.picked.value.get(row.id) === draft.id;
  const attempt = (work: Promise<void>, what: string) =>
    void work.catch((error) => toasts.fail(what, error));
  if (!isOurs && replyDraft.growing.value === null) {
    const asked = () => replyDraft.ask(row.id).then(() => toasts.tell(t("Asked for a draft")));
    return <AskForDraft {...props} onAsk={() => attempt(asked(), NOT_ASKED())} />;
  }
  return (
    <DraftDock
      aiName={team.aiName.value}
      draft={isOurs && !isPicked ? draft : null}
      growing={replyDraft.growing.value}
      onUse={use}
      onWhy={props.onWhy}
      onRewrite={(variant) =>
        attempt(replyDraft.rewrite(variant), t("Could not rewrite the draft"))}
      onDismiss={() => attempt(replyDraft.dismiss(), t("Could not dismiss the draft"))}
      onAsk={() => attempt(replyDraft.ask(row.id), NOT_ASKED())}
    />
  );
}

/** A draft comes by itself within seconds; after that it was dismissed, or there was none to propose. */
const COMES_MS = 20_000;
const NOT_ASKED = () => t("Could not ask for a draft");

function AskForDraft(
  props: ThreadDraftProps & { readonly onAsk: () => void },
): JSX.Element | null {
  const { row, workplace } = props;
  const saidAt = Date.parse(row.last_message_at ?? "");
  const isDue = row.last_message_author === "customer" &&
    workplace.clock.now.value - saidAt > COMES_MS;
  if (!isDue || row.ai_paused) return null;
  return (
    <p class="draft-dock-ask">
      <Button look="quiet" icon="lightbulb" onPress={props.onAsk}>
        {t("Ask {aiName} for a draft", { aiName: workplace.team.aiName.value })}
      </Button>
    </p>
  );
}

async function useDraft({ workplace, row, toasts }: ThreadDraftProps): Promise<void> {
  try {
    const content = await workplace.replyDraft.use();
    if (content !== null) putIntoField(workplace, row.id, content);
  } catch (error) {
    toasts.fail(t("Could not use the draft"), error);
  }
}

/** Puts words into the reply field, after what stands there. */
export function putIntoField({ drafts }: OpenWorkplace, id: string, content: string): void {
  const before = drafts.drafts.value.get(id) ?? "";
  drafts.write(id, before.trim() === "" ? content : `${before.trimEnd()}\n${content}`);
  writeIn("reply");
}
