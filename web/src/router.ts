import { type ReadonlySignal, signal } from "@preact/signals";
import { type InboxFilter, type InboxTab, NO_FILTER } from "./api/inbox_view.ts";
import { Channel } from "./api/rows.ts";
import { closeTop } from "./close_top.ts";
import { leave } from "./unsaved.ts";

export { type InboxFilter, type InboxTab, NO_FILTER } from "./api/inbox_view.ts";

/** Where the page is; everything a link must bring back is in here. */
export type Route =
  | { readonly view: "home" }
  | ConversationsRoute
  | ViewRoute
  | { readonly view: "nowhere"; readonly path: string };

/** The list of conversations with, maybe, one of them open. */
export interface ConversationsRoute {
  readonly view: "conversations";
  /** The dealership's subdomain; empty when the address does not name one. */
  readonly at: string;
  readonly conversationId: string | null;
  readonly tab: InboxTab;
  readonly query: string;
  readonly filter: InboxFilter;
  /** What lies over the conversation; Back takes it away. */
  readonly panel?: "customer";
  /** The message that was looked for. */
  readonly messageId?: number;
}

/** The views beside the conversations. */
export type ViewName = "dashboard" | "inventory" | "leads" | "settings" | "admin";

/** Another view with, maybe, one part or thing of it open. */
export interface ViewRoute {
  readonly view: ViewName;
  readonly at: string;
  /** The id or the section after the view's name. */
  readonly part: string | null;
  /** What the view's list is narrowed to, as the address says it. */
  readonly filters: Readonly<Record<string, string>>;
}

const TABS: readonly InboxTab[] = ["open", "mine", "snoozed", "closed"];
const VIEWS: readonly ViewName[] = ["dashboard", "inventory", "leads", "settings", "admin"];

/** Reads an address. */
export function parseRoute(path: string, search: string): Route {
  const parts = path.split("/").filter((part) => part !== "").map(decode);
  if (parts.length === 0 || parts[0] === "sign-in") return { view: "home" };
  // An address without a dealership means the usual one.
  const [at, name, part] = parts[0] === "conversations" ? ["", ...parts] : parts;
  if (at === undefined || parts.length > 3) return { view: "nowhere", path };
  const parameters = new URLSearchParams(search);
  const view = VIEWS.find((one) => one === name);
  if (view !== undefined) {
    return { view, at, part: part ?? null, filters: Object.fromEntries(parameters) };
  }
  if (name !== "conversations") return { view: "nowhere", path };
  const tab = TABS.find((one) => one === parameters.get("tab")) ?? "open";
  const query = parameters.get("q") ?? "";
  const filter = parseFilter(parameters);
  const over = parameters.get("panel") === "customer" ? { panel: "customer" as const } : {};
  const messageId = Number(parameters.get("message"));
  const found = Number.isSafeInteger(messageId) && messageId > 0 ? { messageId } : {};
  const conversationId = part ?? null;
  return { view: "conversations", at, conversationId, tab, query, filter, ...over, ...found };
}

function parseFilter(parameters: URLSearchParams): InboxFilter {
  const channel = Channel.safeParse(parameters.get("channel"));
  const filter: InboxFilter = {
    channel: channel.success ? channel.data : null,
    who: parameters.get("who"),
    tag: parameters.get("tag"),
    vehicle: parameters.get("vehicle"),
    intent: parameters.get("intent"),
    unread: parameters.has("unread"),
  };
  return filterCount(filter) === 0 ? NO_FILTER : filter;
}

/** How many things a filter asks for; none when it lets everything through. */
export function filterCount(filter: InboxFilter): number {
  return Object.values(filter).filter((value) => value !== null && value !== false).length;
}

/** Writes the address of the conversations; parseRoute() reads it back. */
export function routePath(route: Omit<ConversationsRoute, "view">): string {
  const parameters = new URLSearchParams();
  if (route.tab !== "open") parameters.set("tab", route.tab);
  if (route.query !== "") parameters.set("q", route.query);
  for (const [name, value] of Object.entries(route.filter)) {
    if (value === true) parameters.set(name, "yes");
    else if (value !== null && value !== false) parameters.set(name, value);
  }
  return pathOf([route.at, "conversations", route.conversationId], parameters);
}

/** The same address with the customer over the conversation; every other path leaves that out. */
export function customerPath(route: Omit<ConversationsRoute, "view">): string {
  const path = routePath(route);
  return `${path}${path.includes("?") ? "&" : "?"}panel=customer`;
}

/** Writes the address of one conversation, or of the whole list, without any filter. */
export function conversationPath(at: string, conversationId: string | null = null): string {
  return routePath({ at, conversationId, tab: "open", query: "", filter: NO_FILTER });
}

/** The address of one message of a conversation; every other path leaves that out. */
export function messagePath(at: string, conversationId: string, messageId: number): string {
  return `${conversationPath(at, conversationId)}?message=${messageId}`;
}

/** Writes the address of another view; empty filters are left out. */
export function viewPath(route: ViewRoute): string {
  const given = Object.entries(route.filters).filter(([, value]) => value !== "");
  return pathOf([route.at, route.view, route.part], new URLSearchParams(given));
}

function pathOf(parts: readonly (string | null)[], parameters: URLSearchParams): string {
  const path = parts.filter((part) => part !== null).map(encodeURIComponent).join("/");
  const search = parameters.toString();
  return search === "" ? `/${path}` : `/${path}?${search}`;
}

/** The browser's address as a signal, and the way to change it. */
export interface Router {
  readonly route: ReadonlySignal<Route>;
  go(path: string, how?: "push" | "replace"): void;
  /** Goes from what was opened to where it was opened from; the way back does not open it again. */
  close(path: string): void;
}

/** Follows the address bar and turns clicks on our own links into route changes. */
export function startRouter(): Router {
  const read = () => parseRoute(location.pathname, location.search);
  const route = signal(read());
  let shown = location.href;
  const arrive = (): void => {
    shown = location.href;
    show(() => route.value = read());
  };
  const go = (path: string, how: "push" | "replace" = "push"): void => {
    if (how === "replace") {
      history.replaceState(null, "", path);
      return arrive();
    }
    leave(() => {
      history.pushState({ from: ownPath() }, "", path);
      arrive();
    });
  };
  let isClosing = false;
  const close = (path: string): void => {
    // The browser goes back a moment later; a second press would lead further back.
    if (isClosing) return;
    isClosing = history.state?.from === path;
    if (isClosing) history.back();
    else go(path, "replace");
  };
  addEventListener("popstate", () => {
    const isClosed = isClosing;
    isClosing = false;
    // The way back takes away what lies on top first, and only that.
    if (!isClosed && closeTop()) return history.pushState({ from: ownPath() }, "", shown);
    let isBack = false;
    const isLeft = leave(() => isBack ? history.back() : arrive());
    isBack = !isLeft;
    // The browser has gone back already: the address of what stays on screen is put on top again.
    if (isBack) history.pushState({ from: ownPath() }, "", shown);
  });
  document.addEventListener("click", (event) => {
    const link = ownLink(event);
    if (link === null) return;
    event.preventDefault();
    const path = link.pathname + link.search;
    if (link.rel === "prev") close(path);
    else if (path !== ownPath()) go(path);
  });
  return { route, go, close };
}

function ownPath(): string {
  return location.pathname + location.search;
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

function ownLink(event: MouseEvent): HTMLAnchorElement | null {
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey &&
    !event.altKey && !event.defaultPrevented;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!isPlain || link === null || link.target !== "" || link.origin !== location.origin) {
    return null;
  }
  return link.hash === "" ? link : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
