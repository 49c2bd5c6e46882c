import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatView } from "./chat_api.ts";
import type { ChatState, Line } from "./chat_store.ts";
import { locale, t } from "./words.ts";

const WORD_MS = 35;
const LONGEST_MS = 1_500;
const DOTS_AFTER_MS = 400;

/** What was said, with what is being written; new words are told to readers once, by one announcer. */
export function ChatLog(props: { readonly state: ChatState }): JSX.Element {
  const { view, lines, isWriting } = props.state;
  const ai = view?.ai_name ?? t("AI");
  const end = useRef<HTMLDivElement>(null);
  const last = lines.at(-1);
  useEffect(() => end.current?.scrollIntoView({ block: "end" }), [
    lines.length,
    isWriting,
  ]);
  return (
    <>
      <div class="chat-log" role="log" aria-live="off" tabIndex={0} aria-label={t("Conversation")}>
        {view !== null && <Opening view={view} ai={ai} />}
        {lines.map((line) => <Bubble key={line.key} line={line} ai={ai} />)}
        {isWriting && <Dots name={ai} />}
        <div ref={end} />
      </div>
      <p class="only-readers" role="status">
        {last?.isFresh ? `${speakerOf(last, ai)}: ${last.content}` : ""}
      </p>
    </>
  );
}

function Opening(props: { readonly view: ChatView; readonly ai: string }): JSX.Element {
  const { view, ai } = props;
  const name = view.dealership.name;
  const words = view.is_ai_on
    ? t("I'm {ai}, the AI assistant of {name}. A person is one tap away at any time.", { ai, name })
    : t("Write to {name}. A person answers here.", { name });
  return (
    <>
      <div class="chat-line" data-author={view.is_ai_on ? "ai" : "staff"}>
        {view.is_ai_on && <Speaker name={ai} isAi />}
        <p class="chat-bubble">{view.greeting}</p>
        <p class="chat-bubble">{words}</p>
      </div>
      {view.vehicle !== null && (
        <div class="chat-vehicle">
          <strong>{view.vehicle.label}</strong>
          <span>
            {view.vehicle.price_cents !== null && `${dollars(view.vehicle.price_cents)} · `}
            {t("Stock {number}", { number: view.vehicle.stock_number })}
          </span>
        </div>
      )}
    </>
  );
}

function dollars(cents: number): string {
  const money = { style: "currency", currency: "USD", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(locale(), money).format(cents / 100);
}

function Speaker(props: { readonly name: string; readonly isAi: boolean }): JSX.Element {
  return (
    <p class="chat-speaker">
      <b>{props.name}</b>
      {props.isAi && ` · ${t("AI assistant")}`}
    </p>
  );
}

function speakerOf(line: Line, ai: string): string {
  if (line.author === "ai") return ai;
  return line.author === "staff" ? line.author_name ?? t("A person") : t("You");
}

function Bubble(props: { readonly line: Line; readonly ai: string }): JSX.Element {
  const { line, ai } = props;
  return (
    <div
      class="chat-line"
      data-author={line.author}
      data-state={line.isStored ? "sent" : "waiting"}
    >
      {line.author === "customer"
        ? <span class="only-readers">{t("You")}</span>
        : <Speaker name={speakerOf(line, ai)} isAi={line.author === "ai"} />}
      <p class="chat-bubble">
        {line.isFresh && line.author === "ai" ? <Flowing text={line.content} /> : line.content}
      </p>
      {!line.isStored && <p class="chat-state">{t("Will send")}</p>}
    </div>
  );
}

/** Draws an answer word by word. All of it has passed the gate before the first word is shown. */
function Flowing(props: { readonly text: string }): JSX.Element {
  const words = props.text.split(/(?<=\s)/u);
  const [shown, setShown] = useState(
    matchMedia("(prefers-reduced-motion: reduce)").matches ? words.length : 1,
  );
  useEffect(() => {
    const step = Math.max(1, Math.ceil(words.length * WORD_MS / LONGEST_MS));
    if (shown >= words.length) return;
    const timer = setTimeout(() => setShown(shown + step), WORD_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return <>{words.slice(0, shown).join("")}</>;
}

function Dots(props: { readonly name: string }): JSX.Element | null {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), DOTS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div class="chat-line" data-author="ai">
      <p class="chat-bubble chat-dots">
        <span class="only-readers">{t("{name} is writing", { name: props.name })}</span>
        <i />
        <i />
        <i />
      </p>
    </div>
  );
}
