import type { Router, ViewRoute } from "./router.ts";
import type { SessionStore } from "./stores/session_store.ts";
import type { ThemeStore } from "./stores/theme_store.ts";
import type { ToastStore } from "./stores/toast_store.ts";
import type { OpenWorkplace } from "./workplace.ts";

/** What every view beside the conversations is given. */
export interface PageProps {
  readonly workplace: OpenWorkplace;
  readonly route: ViewRoute;
  readonly router: Router;
  readonly toasts: ToastStore;
  readonly theme: ThemeStore;
  readonly session: SessionStore;
  /** The id of the menu that switches dealerships; null with only one. */
  readonly switcher: string | null;
}
