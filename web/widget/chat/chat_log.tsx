import { Fragment, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ChatView } from "./chat_api.ts";
import type { ChatState } from "./chat_desk.ts";
import type { Line } from "./chat_lines.ts";
import type { Chat } from "./chat_store.ts";
import { useLater } from "./later.ts";
import { LinkedText } from "./linked_text.tsx";
import { useKeptEnd } from "./use_kept_end.ts";
import { t } from "./words.ts";

const DOTS_AFTER_MS = 400;

/** Props of what was said. */
export interface ChatLogProps {
  readonly chat: Chat;
  readonly state: ChatState;
}

/** What was said, with what is being written; new words are told to readers once, by one announcer. */
export function ChatLog(props: ChatLogProps): JSX.Element {
  const { view, lines, isWriting, owner } = props.state;
  const ai = view?.ai_name ?? t("AI");
  const last = lines.at(-1);
  const joined = joinedNow(props.state);
  const told = view !== null && owner.who === "waiting"
    ? t("{name} was told. A person will answer here.", { name: view.dealership.name })
    : "";
  const log = useKeptEnd(last?.author === "customer", [lines.length, isWriting, owner.who]);
  return (
    <>
      <div
        ref={log}
        class="chat-log"
        role="log"
        aria-live="off"
        tabIndex={0}
        aria-label={t("Conversation")}
      >
        {view === null ? <Waiting /> : <Opening view={view} ai={ai} />}
        {lines.map((line, at) => (
          <Fragment key={line.key}>
            <Joined name={joinedBefore(lines, at)} />
            <Bubble line={line} ai={ai} chat={props.chat} />
          </Fragment>
        ))}
        <Joined name={joined} />
        {told !== "" && <p class="chat-joined">{told}</p>}
        {isWriting && <Dots name={ai} />}
      </div>
      <p class="only-readers" role="status">
        {joined !== null
          ? t("{name} joined", { name: joined })
          : last?.isFresh
          ? `${speakerOf(last, ai)}: ${last.content || t("A picture")}`
          : told}
      </p>
    </>
  );
}

/** The colleague who begins to speak with this line. */
function joinedBefore(lines: readonly Line[], at: number): string | null {
  const { author, author_name } = lines[at] ?? {};
  if (author !== "staff" || author_name === undefined) return null;
  const before = lines.slice(0, at).findLast((line) => line.author !== "customer");
  return before?.author_name === author_name ? null : author_name;
}

/** The colleague who took over and has not spoken yet. */
function joinedNow({ owner, lines }: ChatState): string | null {
  if (owner.who !== "staff") return null;
  const before = lines.findLast((line) => line.author !== "customer");
  return before?.author_name === owner.name ? null : owner.name;
}

function Joined(props: { readonly name: string | null }): JSX.Element | null {
  if (props.name === null) return null;
  return <p class="chat-joined">{t("{name} joined", { name: props.name })}</p>;
}

function Waiting(): JSX.Element {
  return (
    <div class="chat-line chat-waiting" aria-hidden="true">
      <i />
      <i />
    </div>
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
        <p class="chat-bubble">{view.greeting} {words}</p>
      </div>
      {view.vehicle !== null && <Offered vehicle={view.vehicle} />}
    </>
  );
}

function Offered(props: { readonly vehicle: NonNullable<ChatView["vehicle"]> }): JSX.Element {
  const part = useLater(() => import("./vehicle_sticker.tsx"));
  if (part === null) return <p class="chat-vehicle">{props.vehicle.label}</p>;
  return <part.VehicleSticker vehicle={props.vehicle} />;
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

interface BubbleProps {
  readonly line: Line;
  readonly ai: string;
  readonly chat: Chat;
}

function Bubble(props: BubbleProps): JSX.Element {
  const { line, ai, chat } = props;
  const isPhoto = line.content === "" && line.media.length === 0;
  return (
    <div
      class="chat-line"
      data-author={line.author}
      data-state={line.isStored ? "sent" : "waiting"}
    >
      {line.author === "customer"
        ? <span class="only-readers">{t("You")}</span>
        : <Speaker name={speakerOf(line, ai)} isAi={line.author === "ai"} />}
      {line.media.length > 0 && <Files line={line} chat={chat} />}
      {line.media.length === 0 || line.content !== ""
        ? (
          <p class="chat-bubble" dir="auto">
            {isPhoto ? t("A picture") : <LinkedText text={line.content} />}
          </p>
        )
        : null}
      {!line.isStored && (
        <p class="chat-state">
          {chat.read().trouble === null ? t("Sending") : (
            <>
              {t("Will send")}{" "}
              <button type="button" class="chat-link" onClick={() => chat.drop(line.key)}>
                {t("Remove")}
              </button>
            </>
          )}
        </p>
      )}
    </div>
  );
}

function Files(props: Omit<BubbleProps, "ai">): JSX.Element | null {
  const part = useLater(() => import("./photo.tsx"));
  if (part === null) return null;
  return (
    <>
      {props.line.media.map((file) => (
        <part.Photo key={file.path} file={file} linkOf={props.chat.linkOf} />
      ))}
    </>
  );
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
