import "@fontsource-variable/archivo/standard.css";
import "./styles/index.css";
import { render } from "preact";
import { toProblem } from "./api/api_problem.ts";
import { composeApi } from "./api/compose_api.ts";
import { conversationApi } from "./api/conversation_api.ts";
import { inboxApi } from "./api/inbox_api.ts";
import { openPersonMemory } from "./api/person_memory.ts";
import { replyDraftApi } from "./api/reply_draft_api.ts";
import { liveEventsApi } from "./api/live_events.ts";
import { sessionApi } from "./api/session_api.ts";
import { openShelf } from "./api/shelf.ts";
import { type Client, openSupabase } from "./api/supabase.ts";
import { forgetDevice } from "./api/device_api.ts";
import { App, preloadSignIn } from "./app.tsx";
import { startDesk } from "./desk.ts";
import { startLanguage } from "./i18n/language.ts";
import { t } from "./i18n/t.ts";
import { readDensity } from "./pages/conversations/density.ts";
import { readKeyChoice } from "./pages/conversations/key_choice.ts";
import { startRouter } from "./router.ts";
import { preloadView } from "./shell.tsx";
import { startServiceWorker } from "./service_worker.ts";
import { SessionStore } from "./stores/session_store.ts";
import { type Theme, ThemeStore } from "./stores/theme_store.ts";
import { ToastStore } from "./stores/toast_store.ts";
import { watchSession } from "./watch_session.ts";
import { type Employment, openWorkplace, type WorkplaceApis } from "./workplace.ts";

const THEME_KEY = "rylie.theme";
const LAST_KEY = "rylie.dealership";

const shelf = openShelf();

function workplaceApis(supabase: Client, { dealership, user }: Employment): WorkplaceApis {
  return {
    inbox: inboxApi(supabase, dealership.id, user.id),
    conversation: conversationApi(supabase, dealership.id),
    compose: composeApi(supabase, dealership.id),
    replyDraft: replyDraftApi(supabase, dealership.id),
    live: liveEventsApi(supabase, dealership.id, user.id),
    supabase,
    draftStorage: localStorage,
    shelf,
    newId: () => crypto.randomUUID(),
  };
}

/** Wires the real outside to the stores and draws the page. */
function start(root: HTMLElement): void {
  readKeyChoice();
  readDensity();
  const theme = openTheme();
  const supabase = openSupabase((delayMs) => {
    const now = desk.peek();
    if (now.kind === "open") now.workplace.retryIn(delayMs);
  });
  const router = startRouter();
  const toasts = new ToastStore();
  const api = sessionApi(supabase);
  if (api.storedUser() === null) preloadSignIn();
  else preloadView(router.route.value.view);
  const session = new SessionStore(api, openPersonMemory(localStorage, shelf));
  watchSession(session);
  const desk = startDesk(session.session, router, {
    open: (employment, route) =>
      openWorkplace(employment, workplaceApis(supabase, employment), route),
    readLast: () => localStorage.getItem(LAST_KEY),
    writeLast: (subdomain) => localStorage.setItem(LAST_KEY, subdomain),
  });
  const signOut = async (): Promise<void> => {
    toasts.dismiss();
    // While the token is still good: nobody else on this device is to hear of this person's work.
    await Promise.race([forgetDevice(supabase).catch(() => {}), pause(SIGN_OUT_MS)]);
    await session.signOut();
    router.go("/");
  };
  startServiceWorker({
    onUpdate: (activate) => toasts.offer(t("There is a new version"), t("Reload"), activate),
    onOpen: (path) => router.go(path),
  });
  render(
    <App
      session={session}
      desk={desk}
      router={router}
      theme={theme}
      toasts={toasts}
      onSignOut={() => void signOut()}
    />,
    root,
  );
}

/** Signing out waits for the push service no longer than this. */
const SIGN_OUT_MS = 3_000;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function openTheme(): ThemeStore {
  return new ThemeStore({
    read: () => localStorage.getItem(THEME_KEY),
    write: (next) => localStorage.setItem(THEME_KEY, next),
    apply: applyTheme,
  });
}

function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

const root = document.getElementById("app");
if (root !== null) {
  startLanguage().then(() => start(root)).catch((error) => {
    root.textContent = `${toProblem(error).message}.`;
  });
}
