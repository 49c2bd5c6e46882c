import { ownerOf } from "./chat_api.ts";
import { change, type Desk, drop, guarded, NOBODY_YET } from "./chat_desk.ts";
import type { LiveNews } from "./live_chat.ts";
import { ServerProblem } from "./server.ts";

/** So long it rests before what failed is tried again. */
export const AGAIN_MS = 10_000;
const FETCH_AGAIN_MS = 3_000;
const ANSWER_MS = 6_000;
const LONGEST_WRITING_MS = 60_000;

/** Does what needs a session, with a new one when the server no longer knows the old one. */
export async function withSession<Answer>(
  desk: Desk,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { api, hasSession, forget } = desk.deps;
  if (!hasSession()) await api.start();
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof ServerProblem) || thrown.status !== 401) throw thrown;
    forget();
    desk.stopListening?.();
    desk.stopListening = null;
    desk.messages = [];
    change(desk, { owner: NOBODY_YET, isIdentified: false });
    await api.start();
    return await work();
  }
}

/** Fetches the newest messages, and lets go of what is among them. */
export async function fetchNew(desk: Desk): Promise<void> {
  const found = await desk.deps.api.messages();
  const known = new Set(desk.messages.map(({ id }) => id));
  const fresh = found.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return;
  // By id and not at the end: a message may be seen later than one that was written after it.
  desk.messages = [...desk.messages, ...fresh].sort((a, b) => a.id - b.id);
  const stored = new Set(fresh.map(({ client_id }) => client_id));
  drop(desk, (id) => stored.has(id));
  if (fresh.every(({ author }) => author === "customer")) return;
  change(desk, { isWriting: false });
  desk.deps.onHeard();
}

/** Fetches, and again in a while when that failed: a hint comes only once. */
export async function fetchSurely(desk: Desk): Promise<void> {
  if (await guarded(desk, () => fetchNew(desk))) return;
  desk.deps.later(() => void fetchSurely(desk), FETCH_AGAIN_MS);
}

/** Begins to listen as soon as there is a session. */
export function startListening(desk: Desk): void {
  const { deps } = desk;
  if (desk.stopListening !== null || !deps.hasSession()) return;
  desk.stopListening = deps.listen(
    (news) => hear(desk, news),
    () => void fetchSurely(desk),
  );
}

function hear(desk: Desk, news: LiveNews): void {
  if (news.kind === "message") void fetchSurely(desk);
  else if (news.kind === "owner") change(desk, { owner: ownerOf(news.owner) });
  else if (news.kind === "writing") {
    change(desk, { isWriting: news.is_writing === true });
    // A hint that was lost must not leave the dots for ever.
    desk.deps.later(() => change(desk, { isWriting: false }), LONGEST_WRITING_MS);
  }
}

/** Sends all that waits, once at a time. */
export function flush(desk: Desk): Promise<void> {
  desk.sending ??= sendAll(desk).finally(() => desk.sending = null);
  return desk.sending;
}

async function sendAll(desk: Desk): Promise<void> {
  const { api, later } = desk.deps;
  const passed = new Set<string>();
  const next = () => desk.unsent.find(({ client_id }) => !passed.has(client_id));
  // Bounded by what the visitor wrote; each message leaves the list or is passed over.
  for (let item = next(); item !== undefined; item = next()) {
    const { client_id, text, is_photo } = item;
    const send = () => is_photo ? api.sendPhoto(client_id) : api.say(client_id, text);
    const isSent = await guarded(desk, () => withSession(desk, send));
    startListening(desk);
    if (isSent) await guarded(desk, () => fetchNew(desk));
    if (isSent || desk.state.trouble === "photo") {
      drop(desk, (id) => id === client_id);
      // By then there is an answer, whether or not the hint at it came through.
      later(() => void fetchSurely(desk), ANSWER_MS);
      continue;
    }
    // Pictures have a limit of their own, which must not hold up words; words stay in their order.
    if (passed.size === 0) later(() => void flush(desk), AGAIN_MS);
    if (!is_photo || desk.state.trouble === "offline") return;
    passed.add(client_id);
  }
}
