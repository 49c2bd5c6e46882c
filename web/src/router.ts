import { type ReadonlySignal, signal } from "@preact/signals";
import type { InboxTab } from "./stores/inbox_store.ts";

/** Where the page is; everything a link must bring back is in here. */
export type Route =
  | { readonly view: "home" }
  | ConversationsRoute
  | { readonly view: "nowhere"; readonly path: string };

/** The list of conversations with, maybe, one of them open. */
export interface ConversationsRoute {
  readonly view: "conversations";
  /** The dealership's subdomain; empty when the address does not name one. */
  readonly at: string;
  readonly conversationId: string | null;
  readonly tab: InboxTab;
  readonly query: string;
}

const TABS: readonly InboxTab[] = ["open", "mine", "closed"];

/** Reads an address. */
export function parseRoute(path: string, search: string): Route {
  const parts = path.split("/").filter((part) => part !== "").map(decode);
  if (parts.length === 0 || parts[0] === "sign-in") return { view: "home" };
  // An address without a dealership means the usual one.
  const [at, view, conversationId] = parts[0] === "conversations" ? ["", ...parts] : parts;
  if (at === undefined || view !== "conversations" || parts.length > 3) {
    return { view: "nowhere", path };
  }
  const parameters = new URLSearchParams(search);
  const tab = TABS.find((one) => one === parameters.get("tab")) ?? "open";
  const query = parameters.get("q") ?? "";
  return { view: "conversations", at, conversationId: conversationId ?? null, tab, query };
}

/** Writes the address of a route; parseRoute() reads it back. */
export function routePath(route: Omit<ConversationsRoute, "view">): string {
  const path = [route.at, "conversations", route.conversationId]
    .filter((part) => part !== null).map(encodeURIComponent).join("/");
  const parameters = new URLSearchParams();
  if (route.tab !== "open") parameters.set("tab", route.tab);
  if (route.query !== "") parameters.set("q", route.query);
  const search = parameters.toString();
  return search === "" ? `/${path}` : `/${path}?${search}`;
}

/** The browser's address as a signal, and the way to change it. */
export interface Router {
  readonly route: ReadonlySignal<Route>;
  go(path: string, how?: "push" | "replace"): void;
}

/** Follows the address bar and turns clicks on our own links into route changes. */
export function startRouter(): Router {
  const read = () => parseRoute(location.pathname, location.search);
  const route = signal(read());
  const go = (path: string, how: "push" | "replace" = "push"): void => {
    if (how === "replace") history.replaceState(null, "", path);
    else history.pushState(null, "", path);
    show(() => route.value = read());
  };
  addEventListener("popstate", () => show(() => route.value = read()));
  document.addEventListener("click", (event) => {
    const path = ownLink(event);
    if (path === null) return;
    event.preventDefault();
    if (path !== location.pathname + location.search) go(path);
  });
  return { route, go };
}

const ANIMATED = "(width < 47.5rem) and (prefers-reduced-motion: no-preference)";

/** On phones, where views follow one another, the browser blends from one to the next. */
function show(change: () => void): void {
  if (!("startViewTransition" in document) || !matchMedia(ANIMATED).matches) return change();
  document.startViewTransition(async () => {
    change();
    // Let the new view be drawn before the browser looks at it.
    await new Promise((resolve) => setTimeout(resolve));
  });
}

function ownLink(event: MouseEvent): string | null {
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey &&
    !event.altKey && !event.defaultPrevented;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!isPlain || link === null || link.target !== "" || link.origin !== location.origin) {
    return null;
  }
  return link.hash === "" ? link.pathname + link.search : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
