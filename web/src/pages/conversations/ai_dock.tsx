import type { JSX } from "preact";
import type { InboxRow } from "../../api/rows.ts";
import { isSupervised } from "../../format/supervised.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import type { Panel } from "./panel.ts";
import { SupervisedDock } from "./supervised_dock.tsx";
import { ThreadDraft } from "./thread_draft.tsx";

/** Props of AiDock. */
export interface AiDockProps {
  readonly workplace: OpenWorkplace;
  readonly row: InboxRow;
  readonly toasts: ToastStore;
  readonly onOpen: (panel: Panel) => void;
}

/** What the AI has ready: an answer that waits for its time, or a draft for who replies. */
export function AiDock(props: AiDockProps): JSX.Element | null {
  const { workplace, row, toasts, onOpen } = props;
  const message = workplace.thread.messages.value.findLast(isSupervised);
  if (message?.conversation_id === row.id) {
    return (
      <SupervisedDock
        key={message.id}
        workplace={workplace}
        row={row}
        message={message}
        toasts={toasts}
        onWhy={() => onOpen({ kind: "why", messageId: message.id })}
      />
    );
  }
  if (row.owner === "ai") return null;
  return (
    <ThreadDraft
      workplace={workplace}
      row={row}
      toasts={toasts}
      onWhy={() => onOpen({ kind: "why_draft" })}
    />
  );
}
