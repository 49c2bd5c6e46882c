import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatView, Owner } from "./chat_api.ts";
import { ChatLog } from "./chat_log.tsx";
import type { Chat, ChatState, Trouble } from "./chat_store.ts";
import { IdentifyForm } from "./identify_form.tsx";
import { locale, t } from "./words.ts";

/** Props of the whole chat. */
export interface ChatPanelProps {
  readonly chat: Chat;
  readonly onClose: () => void;
}

/** The chat as a visitor sees it. */
export function ChatPanel(props: ChatPanelProps): JSX.Element {
  const { chat, onClose } = props;
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
        <div>
          <h1 class="chat-title">{view?.dealership.name ?? t("Chat")}</h1>
          <p class="chat-who">{view === null ? "" : whoAnswers(view, state.owner)}</p>
        </div>
        {parent !== window && (
          <button type="button" class="chat-close" onClick={onClose}>
            <span aria-hidden="true">×</span>
            <span class="only-readers">{t("Close chat")}</span>
          </button>
        )}
      </header>
      {isClosed
        ? <p class="chat-note" role="status">{t("This chat is not available here.")}</p>
        : <ChatLog state={state} />}
      <p class="chat-trouble" role="status">{troubleWords(trouble)}</p>
      {!isClosed && <ChatDock chat={chat} state={state} />}
    </main>
  );
}

/** Who replies, said as it is. */
function whoAnswers(view: ChatView, owner: Owner): string {
  const ai = view.ai_name ?? t("An AI assistant");
  if (owner.who === "staff") return t("{name} is replying", { name: owner.name ?? t("A person") });
  const until = view.closes_at === null
    ? t("people are back when we open")
    : t("people until {time}", { time: clock(view.closes_at) });
  if (owner.who === "waiting") return t("A person has been asked for · {until}", { until });
  return view.is_ai_on ? t("{ai} answers now · {until}", { ai, until }) : until;
}

function clock(time: string): string {
  const at = new Date(`2000-01-01T${time}:00`);
  return at.toLocaleTimeString(locale(), { hour: "numeric", minute: "2-digit" });
}

function troubleWords(trouble: Trouble): string {
  if (trouble === "offline") {
    return t("No connection. What you write is kept and sent when it is back.");
  }
  if (trouble === "busy") return t("That was a lot at once. The rest is sent in a moment.");
  if (trouble === "failed") return t("Something failed on our side. Trying again.");
  return "";
}

function ChatDock(props: { readonly chat: Chat; readonly state: ChatState }): JSX.Element {
  const { chat, state } = props;
  const [isIdentifying, setIdentifying] = useState(false);
  if (isIdentifying && state.view !== null) {
    return <IdentifyForm chat={chat} view={state.view} onDone={() => setIdentifying(false)} />;
  }
  return (
    <footer class="chat-dock">
      <div class="chat-acts">
        {state.owner.who === "ai" && (
          <button
            type="button"
            class="chat-act"
            onClick={() => void chat.callPerson()}
          >
            {t("Talk to a person")}
          </button>
        )}
        {!state.isIdentified && state.lines.length > 0 && (
          <button
            type="button"
            class="chat-act"
            onClick={() => setIdentifying(true)}
          >
            {t("Leave your number")}
          </button>
        )}
      </div>
      <SayForm onSay={(text) => void chat.say(text)} />
    </footer>
  );
}

function SayForm(props: { readonly onSay: (text: string) => void }): JSX.Element {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const send = (event: Event): void => {
    event.preventDefault();
    if (text.trim() === "") return;
    props.onSay(text.trim());
    setText("");
    field.current?.focus();
  };
  return (
    <form class="chat-form" onSubmit={send}>
      <label class="only-readers" for="say">{t("Your message")}</label>
      <textarea
        id="say"
        ref={field}
        rows={1}
        maxLength={2000}
        placeholder={t("Write a message")}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
        }}
      />
      <button type="submit" class="chat-send">{t("Send")}</button>
    </form>
  );
}
