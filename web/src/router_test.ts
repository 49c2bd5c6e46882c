import { deepEqual, equal } from "node:assert/strict";
import {
  conversationPath,
  customerPath,
  messagePath,
  NO_FILTER,
  parseRoute,
  routePath,
  viewPath,
} from "./router.ts";

const list = {
  view: "conversations",
  at: "oak",
  conversationId: null,
  tab: "open",
  query: "",
  filter: NO_FILTER,
};

Deno.test("router: reads the list, an open conversation and the filters", () => {
  deepEqual(parseRoute("/oak/conversations", ""), list);
  deepEqual(parseRoute("/oak/conversations/", ""), list);
  deepEqual(parseRoute("/oak/conversations/abc", "?tab=mine&q=maria%20l&channel=sms&unread=yes"), {
    ...list,
    conversationId: "abc",
    tab: "mine",
    query: "maria l",
    filter: { ...NO_FILTER, channel: "sms", unread: true },
  });
});

Deno.test("router: the customer over a conversation is in the address, and in no link from there", () => {
  const open = { ...list, conversationId: "abc", tab: "mine" as const, panel: "customer" as const };
  const path = customerPath(open);
  equal(path, "/oak/conversations/abc?tab=mine&panel=customer");
  deepEqual(parseRoute("/oak/conversations/abc", "?tab=mine&panel=customer"), open);
  equal(routePath(open), "/oak/conversations/abc?tab=mine");
});

Deno.test("router: the message that was looked for is in the address, and in no link from there", () => {
  const open = { ...list, tab: "open" as const, conversationId: "abc", messageId: 12 };
  equal(messagePath("oak", "abc", 12), "/oak/conversations/abc?message=12");
  deepEqual(parseRoute("/oak/conversations/abc", "?message=12"), open);
  equal(routePath(open), "/oak/conversations/abc");
  for (const wrong of ["", "x", "-1", "1.5"]) {
    deepEqual(parseRoute("/oak/conversations", `?message=${wrong}`), list);
  }
});

Deno.test("router: an unknown filter is the usual one", () => {
  deepEqual(parseRoute("/oak/conversations", "?tab=later&channel=pigeon"), list);
});

Deno.test("router: no filter is always the same object", () => {
  const route = parseRoute("/oak/conversations", "?q=a");
  equal(route.view === "conversations" && route.filter === NO_FILTER, true);
});

Deno.test("router: what does not exist is nowhere, the root is home", () => {
  equal(parseRoute("/", "").view, "home");
  equal(parseRoute("/sign-in", "").view, "home");
  equal(parseRoute("/oak/parking", "").view, "nowhere");
  equal(parseRoute("/oak/conversations/a/b", "").view, "nowhere");
  equal(parseRoute("/%E0%A4%A", "").view, "nowhere");
});

Deno.test("router: writes addresses that it reads back", () => {
  const routes = [
    { at: "oak", conversationId: null, tab: "open", query: "", filter: NO_FILTER },
    {
      at: "oak",
      conversationId: "a b/c",
      tab: "snoozed",
      query: "50% & more",
      filter: {
        channel: "email",
        who: "ai",
        tag: "t",
        vehicle: "Toyota RAV4 & more",
        intent: "trade_in",
        unread: true,
      },
    },
  ] as const;
  for (const route of routes) {
    const [path = "", search = ""] = routePath(route).split("?");
    deepEqual(parseRoute(path, `?${search}`), { view: "conversations", ...route });
  }
  equal(conversationPath("oak", "1"), "/oak/conversations/1");
});

Deno.test("router: an address without a dealership keeps the conversation", () => {
  deepEqual(parseRoute("/conversations/abc", ""), { ...list, at: "", conversationId: "abc" });
});

Deno.test("router: reads and writes the other views with part and filters", () => {
  const route = { view: "inventory", at: "oak", part: "v 1", filters: { q: "rav4" } } as const;
  equal(viewPath(route), "/oak/inventory/v%201?q=rav4");
  deepEqual(parseRoute("/oak/inventory/v%201", "?q=rav4"), route);
  equal(viewPath({ ...route, part: null, filters: { q: "" } }), "/oak/inventory");
});
