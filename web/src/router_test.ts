import { deepEqual, equal } from "node:assert/strict";
import { parseRoute, routePath } from "./router.ts";

const list = { view: "conversations", at: "oak", conversationId: null, tab: "open", query: "" };

Deno.test("router: reads the list, an open conversation and the filters", () => {
  deepEqual(parseRoute("/oak/conversations", ""), list);
  deepEqual(parseRoute("/oak/conversations/", ""), list);
  deepEqual(parseRoute("/oak/conversations/abc", "?tab=mine&q=maria%20l"), {
    ...list,
    conversationId: "abc",
    tab: "mine",
    query: "maria l",
  });
});

Deno.test("router: an unknown filter is the usual one", () => {
  deepEqual(parseRoute("/oak/conversations", "?tab=later"), list);
});

Deno.test("router: what does not exist is nowhere, the root is home", () => {
  equal(parseRoute("/", "").view, "home");
  equal(parseRoute("/sign-in", "").view, "home");
  equal(parseRoute("/oak/leads", "").view, "nowhere");
  equal(parseRoute("/oak/conversations/a/b", "").view, "nowhere");
  equal(parseRoute("/%E0%A4%A", "").view, "nowhere");
});

Deno.test("router: writes addresses that it reads back", () => {
  const routes = [
    { at: "oak", conversationId: null, tab: "open", query: "" },
    { at: "oak", conversationId: "a b/c", tab: "closed", query: "50% & more" },
  ] as const;
  for (const route of routes) {
    const [path = "", search = ""] = routePath(route).split("?");
    deepEqual(parseRoute(path, `?${search}`), { view: "conversations", ...route });
  }
  equal(
    routePath({ at: "oak", conversationId: "1", tab: "open", query: "" }),
    "/oak/conversations/1",
  );
});

Deno.test("router: an address without a dealership keeps the conversation", () => {
  deepEqual(parseRoute("/conversations/abc", ""), { ...list, at: "", conversationId: "abc" });
});
