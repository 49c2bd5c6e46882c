import type { ReadonlySignal } from "@preact/signals";
import type { Desk } from "./desk.ts";
import type { ConversationsRoute, Router, ViewRoute } from "./router.ts";
import type { Session, SessionStore } from "./stores/session_store.ts";
import type { ThemeStore } from "./stores/theme_store.ts";
import type { ToastStore } from "./stores/toast_store.ts";
import type { OpenWorkplace } from "./workplace.ts";

/** Props of App: the stores of the whole page. */
export interface AppProps {
  readonly session: SessionStore;
  readonly desk: ReadonlySignal<Desk>;
  readonly router: Router;
  readonly theme: ThemeStore;
  readonly toasts: ToastStore;
  readonly onSignOut: () => void;
}

/** Props of Shell. */
export interface ShellProps {
  readonly app: AppProps;
  readonly session: Extract<Session, { kind: "signed_in" }>;
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute | ViewRoute;
}
