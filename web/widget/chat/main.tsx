import { render } from "preact";
import { chatApi, type Place } from "./chat_api.ts";
import "./chat.css";
import "./chat_dock.css";
import { ChatPanel } from "./chat_panel.tsx";
import { type Chat, createChat } from "./chat_store.ts";
import type { LiveDeps } from "./live_chat.ts";
import { draft } from "./draft.ts";
import { outbox, takenOut } from "./outbox.ts";
import { serverOfPage, textOf } from "./server.ts";
import { visitorSession } from "./visitor_session.ts";
import { speak } from "./words.ts";

const SEEN_MS = 60_000;
const AGAIN_MS = 5_000;

interface Surroundings extends Place {
  readonly privacy_url: string | null;
  /** The language of the page. */
  readonly language: string;
}

/** The page around the frame, which no other page can pretend to be: the browser says its origin. */
function surroundings(): Promise<Surroundings> {
  return new Promise((resolve) => {
    addEventListener("message", ({ source, origin, data }: MessageEvent) => {
      if (source !== parent || textOf(data, "rylie") !== "open") return;
      resolve({
        key: textOf(data, "key"),
        site: origin,
        vehicle: textOf(data, "vehicle").slice(0, 40) || null,
        page_url: textOf(data, "page").slice(0, 500) || null,
        privacy_url: /^https?:/.test(textOf(data, "privacy")) ? textOf(data, "privacy") : null,
        language: textOf(data, "language"),
      });
    });
    tell("ready");
  });
}

function tell(kind: string): void {
  parent.postMessage({ rylie: kind }, "*");
}

/** A Spanish page or a Spanish browser: either is a shopper who reads Spanish. */
async function speakAs({ language }: Surroundings): Promise<void> {
  if (!/(^|,)es\b/i.test(`${language},${navigator.language}`)) return;
  const part = await import("./es.ts").catch(() => null);
  // Better a chat in English than none.
  if (part === null) return;
  speak(part.ES, "es-US");
  document.documentElement.lang = "es";
}

/** Nobody listens before the first message, so what that takes comes then. */
function listenLater(deps: LiveDeps): () => void {
  let isOver = false;
  let stop = (): void => void (isOver = true);
  const begin = async (): Promise<void> => {
    try {
      const { listen } = await import("./live_chat.ts");
      if (!isOver) stop = listen(deps);
    } catch {
      if (!isOver) setTimeout(() => void begin(), AGAIN_MS);
    }
  };
  void begin();
  return () => stop();
}

const isSeen = (): boolean => document.visibilityState === "visible";

/** Catches up whenever something may have been missed. */
function keepCurrent(chat: Chat): void {
  const look = (): void => void (isSeen() && chat.catchUp());
  addEventListener("online", () => void chat.catchUp());
  document.addEventListener("visibilitychange", look);
  // Another tab of the same site has written, or made the session.
  addEventListener("storage", (event) => {
    if (event instanceof StorageEvent) takenOut(event).forEach(chat.drop);
    look();
  });
}

async function start(): Promise<void> {
  const place = await surroundings();
  await speakAs(place);
  const server = serverOfPage();
  const session = visitorSession(server, place.key);
  const api = chatApi(server, session, place);
  const chat = createChat({
    api,
    outbox: outbox(place.key),
    newId: () => crypto.randomUUID(),
    draft: (words) => draft(place.key, words),
    hasSession: () => session.userId() !== null,
    forget: session.forget,
    listen: (onNews, onJoined) =>
      listenLater({
        server,
        userId: session.userId() ?? "",
        token: session.token,
        onNews,
        onJoined,
      }),
    onHeard: () => tell("news"),
    later: (work, ms) => void setTimeout(work, ms),
  });
  keepCurrent(chat);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") tell("close");
  });
  setInterval(() => {
    if (isSeen() && session.userId() !== null) {
      api.seen().catch(() => {/* The next one tells. */});
      void chat.catchUp();
    }
  }, SEEN_MS);
  const target = document.getElementById("chat");
  const panel = (
    <ChatPanel
      chat={chat}
      privacyUrl={place.privacy_url}
      onClose={() => tell("close")}
    />
  );
  if (target !== null) render(panel, target);
  await chat.open();
  // Fetched now, as a picture may be chosen when there is no connection.
  import("./file_calls.ts").catch(() => {/* The first picture asks again. */});
}

void start();
