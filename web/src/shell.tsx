import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Availability } from "./api/rows.ts";
import { lazily } from "./components/lazily.tsx";
import { Menu, MenuItem, MenuLink } from "./components/menu.tsx";
import { OWN_MENU, Rail, type RailView } from "./components/rail.tsx";
import { Skeleton } from "./components/skeleton.tsx";
import { ThemeSwitch } from "./components/theme_switch.tsx";
import { ToastView } from "./components/toast.tsx";
import { availabilityName } from "./format/availability.ts";
import { roleName } from "./format/role.ts";
import { t, tn } from "./i18n/t.ts";
import type { PageProps } from "./page_props.ts";
import { titleWaiting } from "./page_title.ts";
import { ConversationsPage } from "./pages/conversations/conversations_page.tsx";
import { conversationPath, type Route, type ViewName } from "./router.ts";
import { useShellKeys } from "./shell_keys.ts";
import type { ShellProps } from "./shell_props.ts";
import { answerLeaving, leaving } from "./unsaved.ts";
import { type ViewEntry, viewsFor } from "./view_names.ts";
import type { OpenWorkplace } from "./workplace.ts";

const SWITCHER = "switch-dealership";

const Opening = () => (
  <div class="page">
    <Skeleton shape="rows" count={5} label={t("Loading the view")} />
  </div>
);

const SCRIPTS: Record<ViewName, Parameters<typeof lazily<PageProps>>[0]> = {
  dashboard: () => import("./pages/dashboard/dashboard_page.tsx").then((m) => m.DashboardPage),
  inventory: () => import("./pages/inventory/inventory_page.tsx").then((m) => m.InventoryPage),
  leads: () => import("./pages/leads/leads_page.tsx").then((m) => m.LeadsPage),
  settings: () => import("./pages/settings/settings_page.tsx").then((m) => m.SettingsPage),
  admin: () => import("./pages/admin/admin_page.tsx").then((m) => m.AdminPage),
};

const PAGES: Record<ViewName, (props: PageProps) => JSX.Element | null> = {
  dashboard: page("dashboard"),
  inventory: page("inventory"),
  leads: page("leads"),
  settings: page("settings"),
  admin: page("admin"),
};

/** Asks for a view's script while it is still being read who looks, and where they work. */
export function preloadView(view: Route["view"]): void {
  // A script that does not come is told where it is missed.
  if (view in SCRIPTS) SCRIPTS[view as ViewName]().catch(() => {});
}

function page(view: ViewName): (props: PageProps) => JSX.Element {
  const Page = lazily(SCRIPTS[view], Opening);
  return (props) => (
    <Page
      workplace={props.workplace}
      route={props.route}
      router={props.router}
      toasts={props.toasts}
      theme={props.theme}
      session={props.session}
      switcher={props.switcher}
    />
  );
}

const OwnBell = lazily(() =>
  import("./pages/notifications/own_bell.tsx").then((module) => module.OwnBell)
);
const loadCommands = () =>
  import("./pages/command_menu/command_menu.tsx").then((module) => module.CommandMenu);
const CommandMenu = lazily(loadCommands);
const ShortcutsDialog = lazily(() =>
  import("./components/shortcuts_dialog.tsx").then((module) => module.ShortcutsDialog)
);
const LeaveDialog = lazily(() =>
  import("./components/leave_dialog.tsx").then((module) => module.LeaveDialog)
);

const AvailabilitySwitch = lazily(() =>
  import("./components/availability_switch.tsx").then((module) => module.AvailabilitySwitch)
);

/** By then the first view has what it asked for. */
const SETTLED_MS = 3_000;

/** The rail, the view the address names, and what every view has in common. */
export function Shell(props: ShellProps): JSX.Element {
  const { app, session, workplace, route } = props;
  const open = useSignal<"help" | "commands" | null>(null);
  const views = viewsFor(route.at, workplace.may);
  const current = views.find((view) => view.view === route.view);
  const close = () => open.value = null;
  // What is typed right after Ctrl K belongs into its field; a script still to come would lose it.
  useEffect(() => {
    const timer = setTimeout(() => loadCommands().catch(() => {}), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  useWaitingTitle(workplace);
  useShellKeys({
    views,
    go: (href) => app.router.go(href),
    onCommands: () => open.value = open.value === "commands" ? null : "commands",
    onHelp: () => open.value = "help",
    hasOwnHelp: route.view === "conversations",
  });
  return (
    <div class="app">
      <a class="skip-link" href="#main">{t("Skip to the content")}</a>
      <Rail
        current={current?.name ?? ""}
        userName={session.name}
        away={awayWord(workplace)}
        views={views.map((view) => railView(view, workplace))}
      >
        <OwnBell key={workplace.dealership.id} workplace={workplace} />
      </Rail>
      <main id="main" class="app-main" tabIndex={-1}>
        <View shell={props} onHelp={() => open.value = "help"} />
        <OwnMenu shell={props} views={views} onHelp={() => open.value = "help"} />
        {session.workplaces.length > 1 && <Switcher session={session} current={route.at} />}
      </main>
      {open.value === "help" && <ShortcutsDialog isOpen onClose={close} />}
      {open.value === "commands" && (
        <CommandMenu
          shell={props}
          views={views}
          onHelp={() => open.value = "help"}
          onClose={close}
        />
      )}
      {leaving.value !== null && <LeaveDialog onAnswer={answerLeaving} />}
      <Announcer workplace={workplace} />
      <ToastView toast={app.toasts.toast} onDismiss={app.toasts.dismiss} />
    </div>
  );
}

/** The browser's tab says how many wait, until who looks has gone. */
function useWaitingTitle({ inbox }: OpenWorkplace): void {
  const { waiting } = inbox.counts.value;
  useEffect(() => titleWaiting(waiting), [waiting]);
  useEffect(() => () => titleWaiting(0), []);
}

/** Live news for someone who does not see the screen, whatever the view. */
function Announcer(props: { readonly workplace: OpenWorkplace }): JSX.Element {
  const { announcer } = props.workplace;
  return (
    <>
      <p class="only-readers" role="status">{announcer.polite}</p>
      <p class="only-readers" role="alert">{announcer.urgent}</p>
    </>
  );
}

/** What the person says of themselves; null for who is no member here. */
function ownAvailability({ team, user }: OpenWorkplace): Availability | null {
  return team.colleagues.value.find((one) => one.id === user.id)?.availability ?? null;
}

function awayWord(workplace: OpenWorkplace): string | null {
  const own = ownAvailability(workplace);
  return own === null || own === "available" ? null : availabilityName(own);
}

function railView(view: ViewEntry, workplace: OpenWorkplace): RailView {
  const waiting = view.view === "conversations" ? workplace.inbox.counts.value.waiting : 0;
  return {
    ...view,
    waiting,
    waitingWords: tn(waiting, "1 needs a person", "{count} need a person"),
  };
}

function View(props: { readonly shell: ShellProps; readonly onHelp: () => void }): JSX.Element {
  const { app, session, workplace, route } = props.shell;
  const switcher = session.workplaces.length > 1 ? SWITCHER : null;
  const key = `${workplace.dealership.id} ${route.view}`;
  if (route.view === "conversations") {
    return (
      <ConversationsPage
        key={key}
        workplace={workplace}
        route={route}
        router={app.router}
        toasts={app.toasts}
        switcher={switcher}
        onHelp={props.onHelp}
      />
    );
  }
  const Page = PAGES[route.view];
  return (
    <Page
      key={key}
      workplace={workplace}
      route={route}
      router={app.router}
      toasts={app.toasts}
      theme={app.theme}
      session={app.session}
      switcher={switcher}
    />
  );
}

function OwnMenu(props: {
  readonly shell: ShellProps;
  readonly views: readonly ViewEntry[];
  readonly onHelp: () => void;
}): JSX.Element {
  const { app, session, workplace } = props.shell;
  const role = roleName(workplace.dealership.role);
  const availability = ownAvailability(workplace);
  return (
    <Menu id={OWN_MENU} label={t("You")} place="rail">
      <div class="menu-person">
        <p class="menu-person-name">{session.name}</p>
        <p class="menu-person-meta">{session.user.email}</p>
        <p class="menu-person-meta">
          {t("{role} at {name}", { role, name: workplace.dealership.name })}
        </p>
      </div>
      {availability !== null && (
        <AvailabilitySwitch
          availability={availability}
          onChoose={(next) =>
            workplace.team.setAvailability(workplace.user.id, next).catch((error) =>
              app.toasts.fail(t("Could not change this"), error)
            )}
        />
      )}
      <ThemeSwitch theme={app.theme.theme} onChoose={app.theme.choose} />
      <div class="menu-setup">
        {props.views.filter((view) => view.place === "setup").map((view) => (
          <MenuLink key={view.name} icon={view.icon} href={view.href} isCurrent={false}>
            {t(view.name)}
          </MenuLink>
        ))}
      </div>
      <MenuItem icon="keyboard" onPress={props.onHelp}>{t("Keyboard")}</MenuItem>
      <MenuItem icon="log-out" onPress={app.onSignOut}>{t("Sign out")}</MenuItem>
    </Menu>
  );
}

function Switcher(props: {
  readonly session: ShellProps["session"];
  readonly current: string;
}): JSX.Element {
  return (
    <Menu id={SWITCHER} label={t("Dealerships")} place="list">
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
