import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Trouble } from "./chat_desk.ts";
import { ChatDock } from "./chat_dock.tsx";
import { ChatLog } from "./chat_log.tsx";
import type { Chat } from "./chat_store.ts";
import { whoAnswers } from "./who_answers.ts";
import { t } from "./words.ts";

/** Props of the whole chat. */
export interface ChatPanelProps {
  readonly chat: Chat;
  readonly privacyUrl: string | null;
  readonly onClose: () => void;
}

/** The chat as a visitor sees it. */
export function ChatPanel(props: ChatPanelProps): JSX.Element {
  const { chat, privacyUrl, onClose } = props;
  const [state, setState] = useState(chat.read());
  useEffect(() => chat.subscribe(() => setState(chat.read())), [chat]);
  const { view, trouble } = state;
  const isClosed = trouble === "closed";
  useEffect(() => {
    if (view === null) return;
    document.title = view.dealership.name;
    const { style } = document.documentElement;
    style.setProperty("--brand", view.colours.ground);
    style.setProperty("--on-brand", view.colours.text);
  }, [view]);
  return (
    <main class="chat">
      <header class="chat-head">
        {view !== null && view.dealership.logo_url !== null && (
          <img class="chat-logo" src={view.dealership.logo_url} alt="" />
        )}
        <div class="chat-heading">
          <h1 class="chat-title">{view?.dealership.name ?? t("Chat")}</h1>
          <p class="chat-who">{view === null ? "" : whoAnswers(view, state.owner)}</p>
        </div>
        <button type="button" class="chat-close" aria-label={t("Close chat")} onClick={onClose}>
          ×
        </button>
      </header>
      {isClosed
        ? <p class="chat-note" role="status">{t("This chat is not available here.")}</p>
        : <ChatLog chat={chat} state={state} />}
      <p class="chat-trouble" role="status">{troubleWords(trouble)}</p>
      {!isClosed && <ChatDock chat={chat} state={state} privacyUrl={privacyUrl} />}
    </main>
  );
}

function troubleWords(trouble: Trouble): string {
  if (trouble === "offline") {
    return t("No connection. What you write is kept and sent when it is back.");
  }
  if (trouble === "busy") return t("That was a lot at once. The rest is sent in a moment.");
  if (trouble === "failed") return t("Something failed on our side. Trying again.");
  if (trouble === "photo") {
    return t("Only pictures of up to 5 MB can be sent.");
  }
  return "";
}
