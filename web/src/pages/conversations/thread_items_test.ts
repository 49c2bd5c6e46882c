import { deepEqual, equal } from "node:assert/strict";
import { ApiProblem } from "../../api/api_problem.ts";
import { messageRow } from "../../stores/test_rows.ts";
import { type Bubble, type ThreadItem, threadItems } from "./thread_items.ts";
import type { Message, ThreadAddress } from "../../api/rows.ts";
import type { Outgoing } from "../../stores/outbox_store.ts";
import { reachWords } from "./thread_reach.tsx";

const names = {
  me: "me",
  customer: "Maria",
  ai: "Rylie",
  staff: new Map([["dana", "Dana Novak"]]),
  addresses: null,
};
const when = { now: Date.parse("2026-11-21T16:00:00Z"), zone: "America/New_York" };
const lay = (messages: readonly Message[], outgoing: readonly Outgoing[] = []) =>
  threadItems(messages, outgoing, names, when);
const bubbles = (items: readonly ThreadItem[]): Bubble[] =>
  items.flatMap((item) => item.kind === "bubble" ? [item.bubble] : []);
const outgoing: Outgoing = {
  clientId: "c1",
  conversationId: "conversation",
  content: "Hello",
  files: [],
  written: "reply",
  draftId: null,
  seenMessageId: null,
  writtenAt: when.now,
  state: "sending",
  problem: null,
};

Deno.test("thread: a day rule stands before the first message of each day", () => {
  const items = lay([
    messageRow({ id: 1, created_at: "2026-11-21T04:30:00Z" }),
    messageRow({ id: 2, created_at: "2026-11-21T15:00:00Z" }),
    messageRow({ id: 3, created_at: "2026-11-21T15:30:00Z" }),
  ]);
  deepEqual(items.map((item) => item.kind === "day" ? item.label : item.kind), [
    "Yesterday",
    "bubble",
    "Today",
    "bubble",
    "bubble",
  ]);
});

Deno.test("thread: names customer, AI, colleague and oneself", () => {
  const items = lay([
    messageRow({ id: 1 }),
    messageRow({ id: 2, author: "ai", direction: "outbound", delivery_status: "sent" }),
    messageRow({ id: 3, author: "staff", direction: "outbound", author_user_id: "dana" }),
    messageRow({ id: 4, author: "staff", direction: "outbound", author_user_id: "me" }),
    messageRow({ id: 5, author: "staff", direction: "outbound", author_user_id: "gone" }),
  ]);
  deepEqual(bubbles(items).map((bubble) => bubble.name), [
    "Maria",
    "Rylie",
    "Dana Novak",
    "You",
    "A colleague",
  ]);
});

Deno.test("thread: a system line speaks of the AI by its name", () => {
  const items = lay([
    messageRow({ id: 1, kind: "system", author: "system", content: "Handed back to the AI" }),
    messageRow({
      id: 2,
      kind: "system",
      author: "system",
      content: "The AI stepped back: trade in",
    }),
  ]);
  deepEqual(items.flatMap((item) => item.kind === "event" ? [item.text] : []), [
    "Handed back to Rylie",
    "Rylie stepped back: has a trade-in",
  ]);
});

Deno.test("thread: the stored row takes the place of the optimistic one under the same key", () => {
  const sending = lay([], [outgoing]);
  const stored = messageRow({
    id: 9,
    author: "staff",
    author_user_id: "me",
    direction: "outbound",
    client_id: "c1",
    content: "Hello",
    delivery_status: "queued",
  });
  const both = lay([stored], [outgoing]);
  equal(bubbles(both).length, 1);
  equal(both.at(-1)?.key, sending.at(-1)?.key);
  equal(bubbles(both)[0]?.delivery?.text, "Sending");
});

Deno.test("thread: only a refused message can be taken back", () => {
  const [sending] = bubbles(lay([], [outgoing]));
  const [refused] = bubbles(lay([], [{ ...outgoing, state: "refused" }]));
  equal(sending?.discard, null);
  equal(sending?.retry, null);
  equal(refused?.discard, "c1");
  deepEqual(refused?.retry, { clientId: "c1" });
});

Deno.test("thread: quick messages of one author share a name", () => {
  const [first, second, third] = bubbles(lay([
    messageRow({ id: 1, created_at: "2026-11-21T15:00:00Z" }),
    messageRow({ id: 2, created_at: "2026-11-21T15:01:00Z" }),
    messageRow({ id: 3, created_at: "2026-11-21T15:09:00Z" }),
  ]));
  deepEqual([first?.isContinued, second?.isContinued, third?.isContinued], [false, true, false]);
});

Deno.test("thread: a medium that is no web address is not linked", () => {
  const [bubble] = bubbles(lay([messageRow({
    media: [{ url: "javascript:alert(1)" }, {
      url: "https://example.com/a.jpg",
      content_type: "image/jpeg",
    }],
  })]));
  deepEqual(bubble?.media, [{ url: "https://example.com/a.jpg", isImage: true }]);
});

Deno.test("thread: a reply that crossed a colleague's asks whether to send it anyway", () => {
  const problem = new ApiProblem("Dana Novak replied 4 s ago", 409, "colleague_replied");
  const items = threadItems([], [{ ...outgoing, state: "refused", problem }], names, when);
  const [bubble] = items.flatMap((item) => item.kind === "bubble" ? [item.bubble] : []);
  equal(bubble?.delivery?.text, "Dana Novak replied 4 s ago. Send anyway?");
  equal(bubble?.delivery?.retryWord, "Send anyway");
});

Deno.test("thread: a mail's subject is shown once, and a private file by its name", () => {
  const shown = bubbles(lay([
    messageRow({ id: 1, channel: "email", subject: "Trade-in", content: "My Civic" }),
    messageRow({ id: 2, channel: "email", subject: "Re: Trade-in", content: "Any news?" }),
    messageRow({ id: 3, channel: "email", subject: "RAV4", content: "RAV4\n\nIs it there?" }),
    messageRow({
      id: 4,
      subject: "AW: RAV4",
      media: [{
        url: "",
        path: "d/c/1-civic.png",
        filename: "civic.png",
        content_type: "image/png",
      }],
    }),
  ]));
  deepEqual(shown.map(({ subject }) => subject), ["Trade-in", null, null, null]);
  deepEqual(shown[3]?.media, [{
    url: "",
    isImage: true,
    path: "d/c/1-civic.png",
    name: "civic.png",
  }]);
});

Deno.test("thread: an answer that waits for its time is not among what was said", () => {
  const answer = messageRow({
    id: 2,
    author: "ai",
    direction: "outbound",
    delivery_status: "deferred",
    sends_at: "2026-11-21T10:00:20Z",
  });
  const stopped = { ...answer, delivery_status: "blocked", error_class: "stopped" };
  equal(bubbles(lay([messageRow({ id: 1 }), answer])).length, 1);
  equal(bubbles(lay([stopped]))[0]?.delivery?.text, "Held: a person stopped it");
});

const TWO = [
  { of: "conversation", address: "+15550100142", number: null, is_current: false },
  { of: "merged", address: "maria@shopper.example", number: null, is_current: true },
];
const reaches = (messages: readonly Message[], addresses: readonly ThreadAddress[] | null) =>
  bubbles(threadItems(messages, [outgoing], { ...names, addresses }, when)).map(
    ({ reach: of, author, isContinued }) => [
      of && reachWords({ of, isInbound: author === "customer", addresses: addresses ?? [] }),
      isContinued,
    ],
  );

Deno.test("thread: in a merged one each group says its address, and another address begins a group", () => {
  const sent = { author: "ai", direction: "outbound", delivery_status: "sent" } as const;
  const messages = [
    messageRow({ id: 1 }),
    messageRow({ id: 2 }),
    messageRow({ id: 3, address_of: "merged" }),
    messageRow({ ...sent, id: 4, address_of: "merged" }),
    messageRow({ ...sent, id: 5, address_of: "conversation" }),
    messageRow({ id: 6, author: "staff", direction: "internal", kind: "note" }),
    messageRow({ id: 7, address_of: "long gone" }),
  ];
  deepEqual(reaches(messages, TWO), [
    ["from (555) 010-0142", false],
    ["from (555) 010-0142", true],
    ["from maria@shopper.example", false],
    ["to maria@shopper.example", false],
    ["to (555) 010-0142", false],
    [null, false],
    [null, false],
    ["to maria@shopper.example", false],
  ]);
  deepEqual(reaches(messages, null).map(([reach]) => reach), Array(8).fill(null));
});

Deno.test("thread: browsers are told apart by their turn, one phone on two lines by the store's number", () => {
  const chats = TWO.map((one, at) => ({ ...one, address: `5f0c6b1e-visitor-${at}` }));
  const lines = TWO.map((one, at) => ({
    ...one,
    address: "+15550100142",
    number: `+1555010010${at}`,
  }));
  const second = [messageRow({ id: 1, address_of: "merged" })];
  deepEqual(reaches(second, chats)[0], ["from browser 2", false]);
  deepEqual(reaches(second, lines)[0], ["from (555) 010-0142 by (555) 010-0101", false]);
});
