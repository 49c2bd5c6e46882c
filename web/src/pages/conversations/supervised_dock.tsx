import type { JSX, RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { InboxRow, Message } from "../../api/rows.ts";
import { Button } from "../../components/button.tsx";
import { checkedWords } from "../../format/evidence.ts";
import { secondsLeft } from "../../format/supervised.ts";
import { t } from "../../i18n/t.ts";
import { type SupervisedAct, supervisedOf } from "../../stores/supervised_store.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { putIntoField } from "./thread_draft.tsx";
import { USE_DRAFT } from "./use_draft.ts";

/** Props of SupervisedDock. */
export interface SupervisedDockProps {
  readonly workplace: OpenWorkplace;
  readonly row: InboxRow;
  readonly message: Message;
  readonly toasts: ToastStore;
  readonly onWhy: () => void;
}

/** An answer of the AI that leaves by itself in some seconds, and the ways to steer it until then. */
export function SupervisedDock(props: SupervisedDockProps): JSX.Element {
  const { message, workplace } = props;
  const store = useMemo(() => workplace.connect(supervisedOf), [workplace]);
  const box = useRef<HTMLElement>(null);
  useLeaving(box);
  const acting = store.acting.value;
  const act = (what: SupervisedAct): void => {
    if (store.acting.value !== null) return;
    void store.act(what, message.id).then(() => follow(what, props)).catch((error) => {
      props.toasts.fail(
        what === "send" ? t("Could not send it now") : t("Could not stop it"),
        error,
      );
      return workplace.thread.refetch([message.id]);
    });
  };
  useEffect(() => {
    const onEdit = () => act("edit");
    document.addEventListener(USE_DRAFT, onEdit);
    return () => document.removeEventListener(USE_DRAFT, onEdit);
  }, []);
  const aiName = workplace.team.aiName.value;
  return (
    <section
      ref={box}
      class="draft-dock"
      aria-label={t("{aiName} is about to send", { aiName })}
      aria-busy={acting !== null}
    >
      <p class="draft-dock-head">
        <b>{aiName}</b>
        <Countdown workplace={workplace} message={message} />
        <button type="button" class="draft-dock-checks" onClick={props.onWhy}>
          {checkedWords(message.evidence) ?? t("Why this reply")}
        </button>
      </p>
      <p class="draft-dock-text">{message.content}</p>
      <Acts acting={acting} onAct={act} />
    </section>
  );
}

function Acts(props: {
  readonly acting: SupervisedAct | null;
  readonly onAct: (act: SupervisedAct) => void;
}): JSX.Element {
  const { acting, onAct } = props;
  return (
    <div class="draft-dock-acts">
      <Button icon="check" busy={acting === "send"} onPress={() => onAct("send")}>
        {t("Send now")}
      </Button>
      <Button icon="pencil" keys="D" busy={acting === "edit"} onPress={() => onAct("edit")}>
        {t("Edit")}
      </Button>
      <Button icon="hand" look="quiet" busy={acting === "stop"} onPress={() => onAct("stop")}>
        {t("Stop")}
      </Button>
    </div>
  );
}

/** Read when somebody looks at it; a screen reader is not told each second. */
function Countdown(
  props: { readonly workplace: OpenWorkplace; readonly message: Message },
): JSX.Element {
  const seconds = secondsLeft(props.message, props.workplace.clock.now.value);
  return (
    <span class="draft-dock-timer" role="timer" aria-live="off">
      {seconds > 0 ? t("Sends in {seconds} s", { seconds }) : t("Sending now")}
    </span>
  );
}

/** It goes with its time: whoever was on one of its buttons goes on at the messages. */
function useLeaving(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const dock = box.current;
    return () => {
      if (!dock?.contains(document.activeElement)) return;
      document.querySelector<HTMLElement>(".thread-log")?.focus();
    };
  }, []);
}

/** What follows on screen once the server has done it. */
async function follow(what: SupervisedAct, props: SupervisedDockProps): Promise<void> {
  const { workplace, row, message, toasts } = props;
  const { inbox, replyDraft, thread } = workplace;
  await Promise.all([inbox.refetch([row.id]), thread.refetch([message.id])]);
  if (what === "stop") toasts.tell(t("Stopped. You’re replying now"));
  if (what !== "edit") return;
  await replyDraft.refresh();
  const isThere = replyDraft.draft.value?.conversation_id === row.id;
  // What announces a person is no draft; its words can be edited all the same.
  const words = isThere ? await replyDraft.use() : null;
  putIntoField(workplace, row.id, words ?? message.content ?? "");
}
