import assert from "node:assert/strict";
import type { Chat } from "./chat_store.ts";
import { ServerProblem } from "./server.ts";
import { message, onStage } from "./test_stage.ts";

function textsOf(chat: Chat): string[] {
  return chat.read().lines.map(({ content }) => content);
}

Deno.test("chat: nobody becomes a visitor by looking; the first message makes the session", async () => {
  const { chat, calls, said } = onStage();
  await chat.open();
  assert.ok(!calls.includes("start"));
  await chat.say("hello");
  assert.deepEqual(said, ["hello"]);
  assert.ok(calls.includes("start"));
  assert.deepEqual(textsOf(chat), ["hello"]);
  assert.equal(chat.read().lines[0]?.isStored, true);
});

Deno.test("chat: what cannot leave is kept, shown as such, and sent in order when it can", async () => {
  const { chat, faults, said, kept, later } = onStage();
  await chat.open();
  faults.set("say", new ServerProblem(0, "offline"));
  await chat.say("one");
  await chat.say("two");
  assert.deepEqual(said, ["one", "two"]);
  faults.set("say", new ServerProblem(0, "offline"));
  await chat.say("three");
  assert.equal(chat.read().trouble, "offline");
  assert.deepEqual(kept.items.map(({ text }) => text), ["three"]);
  assert.equal(chat.read().lines.at(-1)?.isStored, false);
  await later();
  assert.deepEqual(said, ["one", "two", "three"]);
  assert.deepEqual(kept.items, []);
  assert.equal(chat.read().trouble, null);
});

Deno.test("chat: who writes before the chat has opened keeps the session that this made", async () => {
  const { chat, calls, letOpen, said } = onStage({ mayOpen: false });
  const opened = chat.open();
  await chat.say("in a hurry");
  letOpen();
  await opened;
  await chat.say("still me");
  assert.deepEqual(said, ["in a hurry", "still me"]);
  assert.equal(calls.filter((name) => name === "start").length, 1);
});

Deno.test("chat: what an earlier page left unsent goes out at the next opening", async () => {
  const { chat, said } = onStage({
    unsent: [{ client_id: "kept", text: "from before" }],
  });
  await chat.open();
  assert.deepEqual(said, ["from before"]);
});

Deno.test("chat: what an earlier page left in a session that has ended is nobody's any more", async () => {
  const unsent = [
    { client_id: "a", text: "mine" },
    { client_id: "b", text: "", is_photo: true } as const,
  ];
  const { chat, said, stored, kept, calls } = onStage({ unsent, hadSession: true });
  await chat.open();
  assert.deepEqual([said, stored, kept.items], [[], [], []]);
  assert.ok(calls.includes("dropPhoto"));
  await chat.say("somebody else");
  assert.deepEqual(said, ["somebody else"]);
});

Deno.test("chat: a picture waits among the words, in their order, and leaves with them", async () => {
  const { chat, faults, stored, kept, calls, later } = onStage();
  await chat.open();
  faults.set("sendPhoto", new ServerProblem(0, "offline"));
  await chat.sendPhoto(new Blob(["x"]));
  assert.deepEqual(kept.items, [{ client_id: "client-1", text: "", is_photo: true }]);
  assert.equal(chat.read().lines.at(-1)?.isStored, false);
  faults.set("sendPhoto", new ServerProblem(0, "offline"));
  await chat.say("that is my car");
  assert.deepEqual(stored, []);
  await later();
  assert.deepEqual(stored.map(({ client_id }) => client_id), ["client-1", "client-2"]);
  assert.deepEqual(kept.items, []);
  assert.ok(calls.includes("dropPhoto"));
});

Deno.test("chat: a refused picture is let go, one too many waits, and neither holds up words", async () => {
  const { chat, faults, said, kept } = onStage();
  await chat.open();
  faults.set("sendPhoto", new ServerProblem(413, "too_large"));
  await chat.sendPhoto(new Blob(["x"]));
  assert.equal(chat.read().trouble, "photo");
  assert.deepEqual(kept.items, []);
  faults.set("sendPhoto", new ServerProblem(429, "too_many_requests"));
  await chat.sendPhoto(new Blob(["x"]));
  faults.set("sendPhoto", new ServerProblem(429, "too_many_requests"));
  await chat.say("and words");
  assert.deepEqual(said, ["and words"]);
  assert.equal(kept.items.length, 1);
  assert.equal(chat.read().trouble, "busy");
});

Deno.test("chat: what waits can be taken back, and long words go in parts", async () => {
  const { chat, faults, said, kept, later } = onStage();
  await chat.open();
  faults.set("say", new ServerProblem(0, "offline"));
  await chat.say("no, rather not");
  chat.drop(kept.items[0]?.client_id ?? "");
  assert.deepEqual(chat.read().lines, []);
  await later();
  assert.deepEqual(said, []);
  const long = `${"word ".repeat(500)}${"x".repeat(2100)}`;
  await chat.say(long);
  assert.equal(said.join(""), long);
  assert.ok(said.length < 5 && said.every(({ length }) => length <= 2000));
});

Deno.test("chat: a tap for a person that cannot leave waits as words", async () => {
  const { chat, faults, kept, said, later } = onStage();
  await chat.open();
  faults.set("person", new ServerProblem(0, "offline"));
  faults.set("say", new ServerProblem(0, "offline"));
  await chat.callPerson("Talk to a person");
  assert.deepEqual(kept.items.map(({ text }) => text), ["Talk to a person"]);
  await later();
  assert.deepEqual(said, ["Talk to a person"]);
});

Deno.test("chat: a session that the server forgot is made anew and the message is not lost", async () => {
  const { chat, faults, said, calls, news } = onStage();
  await chat.open();
  await chat.say("one");
  news({ kind: "owner", owner: { who: "staff", name: "Sam" } });
  faults.set("say", new ServerProblem(401, "session_expired"));
  await chat.say("two");
  assert.deepEqual(said, ["one", "two"]);
  assert.equal(chat.read().owner.who, "ai");
  assert.equal(calls.filter((name) => name === "start").length, 2);
});

Deno.test("chat: a message that left late stands where it was written, and none is missed", async () => {
  const { chat, stored, news, later } = onStage();
  await chat.open();
  await chat.say("first");
  stored.push(message(9, { content: "newer" }));
  news({ kind: "message" });
  await later();
  stored.splice(1, 0, message(5, { content: "left late" }));
  news({ kind: "message" });
  await later();
  assert.deepEqual(textsOf(chat), ["first", "left late", "newer"]);
});

Deno.test("chat: an answer is found although the hint at it was lost", async () => {
  const { chat, stored, later } = onStage();
  await chat.open();
  await chat.say("first");
  stored.push(message(9, { content: "the answer" }));
  await later();
  assert.deepEqual(textsOf(chat), ["first", "the answer"]);
});

Deno.test("chat: a fetch that failed after a hint is tried again", async () => {
  const { chat, stored, faults, news, later } = onStage();
  await chat.open();
  await chat.say("first");
  await later();
  stored.push(message(9, { content: "the answer" }));
  faults.set("messages", new ServerProblem(500, "internal"));
  news({ kind: "message" });
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(chat.read().trouble, "failed");
  await later();
  assert.deepEqual(textsOf(chat), ["first", "the answer"]);
});

Deno.test("chat: it says who answers and who writes, and the dots end with the answer", async () => {
  const { chat, stored, news, later } = onStage();
  await chat.open();
  await chat.say("first");
  news({ kind: "writing", is_writing: true });
  assert.equal(chat.read().isWriting, true);
  stored.push(message(9));
  news({ kind: "message" });
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(chat.read().isWriting, false);
  news({ kind: "owner", owner: { who: "staff", name: "Sam" } });
  assert.deepEqual(chat.read().owner, { who: "staff", name: "Sam" });
  await later();
});

Deno.test("chat: each text of the chat has a Spanish one", async () => {
  const { ES } = await import("./es.ts");
  const folder = new URL("./", import.meta.url);
  const missing: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!/\.tsx?$/.test(name) || name.endsWith("_test.ts")) continue;
    const source = await Deno.readTextFile(new URL(name, folder));
    for (const [, text = ""] of source.matchAll(/\bt\(\s*"((?:[^"\\]|\\.)*)"/g)) {
      if (ES[text] === undefined) missing.push(text);
    }
  }
  assert.deepEqual(missing, []);
});
