import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatState } from "./chat_desk.ts";
import type { Chat } from "./chat_store.ts";
import type { IdentifyForm } from "./identify_form.tsx";
import { slotWords } from "./who_answers.ts";
import { t } from "./words.ts";

/** Props of what a visitor writes and presses. */
export interface ChatDockProps {
  readonly chat: Chat;
  readonly state: ChatState;
  readonly privacyUrl: string | null;
}

type FormPart = typeof IdentifyForm;

/** The free times, the tap for a person, the line to write in, and what may be asked for below it. */
export function ChatDock(props: ChatDockProps): JSX.Element {
  const { chat, state } = props;
  const [Form, setForm] = useState<FormPart | null>(null);
  // A number is asked for when it takes one to answer; until then it is only offered.
  const isNeeded = state.owner.who === "waiting";
  const mayIdentify = state.view !== null && !state.isIdentified &&
    (isNeeded || state.lines.length > 0);
  if (Form !== null && state.view !== null) {
    return <Form chat={chat} view={state.view} onDone={() => setForm(null)} />;
  }
  const openForm = () =>
    void import("./identify_form.tsx").then(
      (part) => setForm(() => part.IdentifyForm),
      () => chat.catchUp(),
    );
  const leave = (look: string) => (
    <button type="button" class={look} onClick={openForm}>{t("Leave your number")}</button>
  );
  return (
    <>
      <div class="chat-acts">
        <Slots chat={chat} state={state} />
        {state.owner.who === "ai" && (
          <button
            type="button"
            class="chat-act"
            onClick={() => void chat.callPerson(t("Talk to a person"))}
          >
            {t("Talk to a person")}
          </button>
        )}
        {mayIdentify && isNeeded && leave("chat-act")}
      </div>
      <footer class="chat-dock">
        <SayForm chat={chat} />
        <p class="chat-foot">
          {state.view?.is_ai_on && t("Replies may come from AI.")}
          {props.privacyUrl !== null && (
            <a href={props.privacyUrl} target="_blank" rel="noopener">{t("Privacy")}</a>
          )}
          {mayIdentify && !isNeeded && leave("chat-link")}
        </p>
      </footer>
    </>
  );
}

/** The times that the last answer offered; a press says which. */
function Slots(props: Pick<ChatDockProps, "chat" | "state">): JSX.Element | null {
  const { chat, state } = props;
  const { view, lines } = state;
  const last = lines.at(-1);
  if (view === null || last?.author !== "ai" || state.owner.who === "staff") return null;
  const { timezone } = view.dealership;
  return (
    <>
      {last.slots.filter((moment) => Date.parse(moment) > Date.now()).map((moment) => (
        <button
          key={moment}
          type="button"
          class="chat-act"
          onClick={() => void chat.say(slotWords(moment, timezone, "long"))}
        >
          {slotWords(moment, timezone, "short")}
        </button>
      ))}
    </>
  );
}

function SayForm(props: { readonly chat: Chat }): JSX.Element {
  const { chat } = props;
  const [text, setText] = useState(() => chat.draft());
  const write = (words: string): void => {
    chat.draft(words);
    setText(words);
  };
  const field = useRef<HTMLTextAreaElement>(null);
  // On a phone the keyboard would cover what was said; a page that comes with the chat open keeps
  // the focus.
  useEffect(() => {
    if (matchMedia("(hover: hover)").matches && document.hasFocus()) field.current?.focus();
  }, []);
  const send = (event: Event): void => {
    event.preventDefault();
    if (text.trim() === "") return;
    void chat.say(text.trim());
    write("");
    field.current?.focus();
  };
  return (
    <form class="chat-form" onSubmit={send}>
      <PhotoField chat={chat} />
      <label class="only-readers" for="say">{t("Your message")}</label>
      <textarea
        id="say"
        ref={field}
        rows={1}
        dir="auto"
        maxLength={8000}
        placeholder={t("Write a message")}
        value={text}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
        }}
      />
      <button type="submit" class="chat-send" aria-label={t("Send")}>
        <Icon path="M4 4l17 8-17 8 3-8zM7 12h7" />
      </button>
    </form>
  );
}

function PhotoField(props: { readonly chat: Chat }): JSX.Element {
  const send = async (field: HTMLInputElement): Promise<void> => {
    const [photo] = field.files ?? [];
    field.value = "";
    if (photo !== undefined) await props.chat.sendPhoto(photo);
  };
  return (
    <label class="chat-pick">
      <input
        type="file"
        accept="image/*"
        class="only-readers"
        onChange={(event) => void send(event.currentTarget)}
      />
      <Icon path="M3 7h4l2-3h6l2 3h4v13H3zM12 9.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8z" />
      <span class="only-readers">{t("Send a picture")}</span>
    </label>
  );
}

function Icon(props: { readonly path: string }): JSX.Element {
  return (
    <svg class="chat-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={props.path} />
    </svg>
  );
}
