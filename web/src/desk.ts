import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Workplace } from "./api/session_api.ts";
import {
  type ConversationsRoute,
  NO_FILTER,
  type Route,
  routePath,
  type Router,
} from "./router.ts";
import type { Session } from "./stores/session_store.ts";
import type { Employment, OpenWorkplace } from "./workplace.ts";

/** What the signed-in person has in front of them. */
export type Desk =
  | { readonly kind: "none" }
  | { readonly kind: "unemployed" }
  | { readonly kind: "lost" }
  | { readonly kind: "open"; readonly workplace: OpenWorkplace };

/** What the desk needs from the outside. */
export interface DeskDeps {
  open(
    employment: Employment,
    route: ReadonlySignal<ConversationsRoute | null>,
  ): OpenWorkplace;
  /** The dealership this browser was last used for. */
  readLast(): string | null;
  writeLast(subdomain: string): void;
}

/**
 * Opens the dealership that the address names, and closes it when another one, or nobody, is
 * wanted: closing drops every row of it from memory.
 */
export function startDesk(
  session: ReadonlySignal<Session>,
  router: Router,
  deps: DeskDeps,
): ReadonlySignal<Desk> {
  const desk = signal<Desk>({ kind: "none" });
  const route = computed(() =>
    router.route.value.view === "conversations" ? router.route.value : null
  );
  const wanted = computed(() => wantedDesk(session.value, router.route.value));
  const wantedKey = computed(() => keyOf(wanted.value));

  effect(() => {
    wantedKey.value;
    const who = session.peek();
    const where = wanted.peek();
    const before = desk.peek();
    if (before.kind === "open") before.workplace.close();
    if (typeof where === "string" || who.kind !== "signed_in") {
      desk.value = { kind: typeof where === "string" && where !== "redirect" ? where : "none" };
      return;
    }
    deps.writeLast(where.subdomain);
    const user = { id: who.user.id, name: who.name };
    desk.value = { kind: "open", workplace: deps.open({ dealership: where, user }, route) };
  });
  effect(() => {
    if (wanted.value !== "redirect" && router.route.value.view !== "home") return;
    const who = session.value;
    if (who.kind !== "signed_in") return;
    const last = deps.readLast();
    const usual = who.workplaces.find((one) => one.subdomain === last) ?? who.workplaces[0];
    if (usual === undefined) return;
    const now = route.peek() ?? {
      conversationId: null,
      tab: "open" as const,
      query: "",
      filter: NO_FILTER,
    };
    router.go(routePath({ ...now, at: usual.subdomain }), "replace");
  });
  return desk;
}

type Wanted = "none" | "unemployed" | "lost" | "redirect" | Workplace;

/** Other rights open the dealership anew; the news that it is the same as before does not. */
function keyOf(wanted: Wanted): string {
  if (typeof wanted === "string") return wanted;
  return ["open", wanted.subdomain, wanted.role, ...[...wanted.permissions].sort()].join(" ");
}

function wantedDesk(
  session: Session,
  route: Route,
): Wanted {
  if (session.kind !== "signed_in") return "none";
  if (session.workplaces.length === 0) return "unemployed";
  if (route.view === "home" || route.view === "nowhere") return "none";
  if (route.at === "") return "redirect";
  return session.workplaces.find((one) => one.subdomain === route.at) ?? "lost";
}
