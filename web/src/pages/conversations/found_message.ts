import { useEffect, useRef } from "preact/hooks";
import type { ThreadShape } from "../../stores/thread_store.ts";

/** Props of FoundMessage. */
export interface FoundMessageProps {
  readonly thread: ThreadShape;
  readonly conversationId: string;
  readonly messageId: number;
}

/** Brings the message that the address names into view with the focus on it, however old it is. */
export function FoundMessage(props: FoundMessageProps): null {
  const { thread, conversationId, messageId } = props;
  const isOver = useRef(false);
  const isBusy = thread.state.value.kind === "loading" ||
    thread.earlierState.value.kind === "loading";
  const oldest = thread.messages.value[0];
  const hasEarlier = thread.hasEarlier.value;
  useEffect(() => {
    // The thread that was open before may still stand there.
    if (isOver.current || isBusy || oldest?.conversation_id !== conversationId) return;
    isOver.current = oldest.id <= messageId || !hasEarlier;
    if (isOver.current) bringIntoView(document.getElementById(`message-${messageId}`));
    else void thread.loadEarlier();
  }, [isBusy, oldest, conversationId]);
  return null;
}

function bringIntoView(message: HTMLElement | null): void {
  if (message === null) return;
  message.tabIndex = -1;
  message.scrollIntoView({ block: "center" });
  message.focus({ preventScroll: true });
}
