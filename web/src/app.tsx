import { useSignal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { EmptyState, FailedState } from "./components/empty_state.tsx";
import { Menu, MenuItem, MenuLink } from "./components/menu.tsx";
import { OWN_MENU, Rail } from "./components/rail.tsx";
import { ShortcutsDialog } from "./components/shortcuts_dialog.tsx";
import { ThemeSwitch } from "./components/theme_switch.tsx";
import { ToastView } from "./components/toast.tsx";
import { Button } from "./components/button.tsx";
import type { Desk } from "./desk.ts";
import { ConversationsPage } from "./pages/conversations/conversations_page.tsx";
import { SignInPage } from "./pages/sign_in/sign_in_page.tsx";
import { conversationPath, type ConversationsRoute, type Router } from "./router.ts";
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

const SWITCHER = "switch-dealership";

/** The whole page: signed out, at a dealership, or told what is in the way. */
export function App(props: AppProps): JSX.Element {
  const session = props.session.session.value;
  if (session.kind === "unknown") return <Opening />;
  if (session.kind === "signed_out") {
    return <SignInPage session={props.session} expired={session.expired} />;
  }
  if (session.kind === "failed") {
    return (
      <main class="notice-page">
        <FailedState
          what="Your dealerships did not load"
          problem={session.problem}
          onRetry={() => void props.session.retry()}
        />
        <Button look="quiet" onPress={props.onSignOut}>Sign out</Button>
      </main>
    );
  }
  const desk = props.desk.value;
  const route = props.router.route.value;
  if (desk.kind === "open" && route.view === "conversations") {
    return <Shell {...props} session={session} workplace={desk.workplace} route={route} />;
  }
  if (desk.kind === "unemployed") {
    return (
      <main class="notice-page">
        <h1 class="only-readers">No dealership</h1>
        <EmptyState icon="user-round" title="You do not work at a dealership yet">
          <p>An admin of your dealership can add {session.user.email}.</p>
          <Button onPress={props.onSignOut}>Sign out</Button>
        </EmptyState>
      </main>
    );
  }
  if (desk.kind === "lost" || route.view === "nowhere") return <Nowhere />;
  return <Opening />;
}

/** While it is not known yet who uses the page, or where. */
function Opening(): JSX.Element {
  return (
    <main class="notice-page" aria-busy="true">
      <h1 class="only-readers">Rylie</h1>
      <p class="notice-page-opening" role="status">Opening your conversations</p>
    </main>
  );
}

function Nowhere(): JSX.Element {
  return (
    <main class="notice-page">
      <h1 class="only-readers">Not found</h1>
      <EmptyState icon="circle-alert" title="There is nothing at this address">
        <p>It may belong to a dealership you do not work at.</p>
        <a class="text-link" href="/">Go to your conversations</a>
      </EmptyState>
    </main>
  );
}

interface ShellProps extends Omit<AppProps, "session" | "desk"> {
  readonly session: Extract<Session, { kind: "signed_in" }>;
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}

function Shell(props: ShellProps): JSX.Element {
  const { session, workplace, route } = props;
  const isHelpOpen = useSignal(false);
  const waiting = workplace.inbox.counts.value.waiting;
  const hasChoice = session.workplaces.length > 1;
  return (
    <div class="app">
      <a class="skip-link" href="#main">Skip to the conversations</a>
      <Rail
        current="Conversations"
        userName={session.name}
        views={[{
          name: "Conversations",
          icon: "messages-square",
          href: conversationPath(route.at),
          waiting,
          waitingWords: waiting === 1 ? "1 needs a person" : `${waiting} need a person`,
        }]}
      />
      <main id="main" class="app-main" tabIndex={-1}>
        <ConversationsPage
          key={workplace.dealership.id}
          workplace={workplace}
          route={route}
          router={props.router}
          toasts={props.toasts}
          switcher={hasChoice ? SWITCHER : null}
          onHelp={() => isHelpOpen.value = true}
        />
        <OwnMenu {...props} onHelp={() => isHelpOpen.value = true} />
        {hasChoice && <Switcher session={session} current={route.at} />}
      </main>
      <ShortcutsDialog isOpen={isHelpOpen.value} onClose={() => isHelpOpen.value = false} />
      <ToastView toast={props.toasts.toast} onDismiss={props.toasts.dismiss} />
    </div>
  );
}

const ROLES: Readonly<Record<string, string>> = {
  super_admin: "Platform admin",
  dealership_admin: "Admin",
  manager: "Manager",
  user: "Sales",
  api: "API",
};

function OwnMenu(props: ShellProps & { readonly onHelp: () => void }): JSX.Element {
  const { session, workplace } = props;
  const role = ROLES[workplace.dealership.role] ?? workplace.dealership.role;
  return (
    <Menu id={OWN_MENU} label="You" place="rail">
      <div class="menu-person">
        <p class="menu-person-name">{session.name}</p>
        <p class="menu-person-meta">{session.user.email}</p>
        <p class="menu-person-meta">{role} at {workplace.dealership.name}</p>
      </div>
      <ThemeSwitch theme={props.theme.theme} onChoose={props.theme.choose} />
      <MenuItem icon="keyboard" onPress={props.onHelp}>Keyboard</MenuItem>
      <MenuItem icon="log-out" onPress={props.onSignOut}>Sign out</MenuItem>
    </Menu>
  );
}

function Switcher(props: {
  readonly session: ShellProps["session"];
  readonly current: string;
}): JSX.Element {
  return (
    <Menu id={SWITCHER} label="Dealerships" place="list">
      {props.session.workplaces.map((one) => (
        <MenuLink
          key={one.id}
          href={conversationPath(one.subdomain)}
          isCurrent={one.subdomain === props.current}
        >
          {one.name}
        </MenuLink>
      ))}
    </Menu>
  );
}
