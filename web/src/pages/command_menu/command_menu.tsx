import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { FoundLead, FoundMessage, FoundVehicle } from "../../api/search_api.ts";
import type { InboxRow } from "../../api/rows.ts";
import { Picker, type PickerOption } from "../../components/picker.tsx";
import { matchOptions } from "../../components/picker_options.ts";
import { customerTitle } from "../../format/name.ts";
import { vehicleName } from "../../format/vehicle.ts";
import { phrase, t } from "../../i18n/t.ts";
import { conversationPath, messagePath, viewPath } from "../../router.ts";
import type { ShellProps } from "../../shell_props.ts";
import { searchOf } from "../../stores/search_store.ts";
import type { ViewEntry } from "../../view_names.ts";
import { openAdminSections } from "../admin/sections.ts";
import { LIST_COMMAND, type ListCommand } from "../conversations/list_keys.ts";
import { SETTINGS_SECTIONS } from "../settings/sections.ts";
import { viewActs } from "./view_acts.ts";

/** Props of CommandMenu. */
export interface CommandMenuProps {
  readonly shell: ShellProps;
  readonly views: readonly ViewEntry[];
  readonly onHelp: () => void;
  readonly onClose: () => void;
}

interface Command {
  readonly option: PickerOption;
  readonly run: () => void;
}

/** Finds people, conversations, vehicles, views and acts by what is typed. */
export function CommandMenu(props: CommandMenuProps): JSX.Element {
  const { workplace } = props.shell;
  const search = useMemo(() => workplace.connect(searchOf), [workplace]);
  useEffect(() => () => search.stop(), [search]);
  const words = search.words.value;
  const sections = words === "" ? [] : [...sectionsOf(props), ...storesOf(props)];
  const fixed = [...actsOf(props), ...viewsOf(props), ...sections];
  const fitting = new Set(matchOptions(fixed.map((one) => one.option), words));
  const { messages, conversations, leads, vehicles } = search.found.value;
  const commands = [
    ...conversations.map((row) => conversationCommand(row, props)),
    ...leads.map((lead) => leadCommand(lead, props)),
    ...vehicles.map((vehicle) => vehicleCommand(vehicle, props)),
    ...messages.map((message) => messageCommand(message, props)),
    ...fixed.filter((one) => fitting.has(one.option)),
  ];
  return (
    <Picker
      title={t("Find anything")}
      prompt={t("Name, phone, what was said, stock number, VIN, view or act")}
      options={commands.map((one) => one.option)}
      isSearching={search.isSearching.value && commands.length === 0}
      onQuery={search.look}
      onClose={props.onClose}
      onChoose={(option) => {
        const command = commands.find((one) => one.option.id === option.id);
        props.onClose();
        // The dialog gives the focus back first, then the act may take it.
        setTimeout(() => command?.run());
      }}
    />
  );
}

function conversationCommand(row: InboxRow, props: CommandMenuProps): Command {
  const { app, route } = props.shell;
  return {
    option: {
      id: `conversation ${row.id}`,
      name: customerTitle(row.customer_name, row.customer_address),
      detail: row.vehicle_label ?? row.last_message_preview,
      group: t("People and conversations"),
      icon: "message-square-text",
      isChosen: false,
    },
    run: () => app.router.go(conversationPath(route.at, row.id)),
  };
}

function messageCommand(message: FoundMessage, props: CommandMenuProps): Command {
  const { app, route } = props.shell;
  return {
    option: {
      id: `message ${message.message_id}`,
      name: customerTitle(message.customer_name, message.customer_address),
      detail: message.snippet,
      group: t("Said in conversations"),
      icon: "message-square-text",
      isChosen: false,
    },
    run: () => app.router.go(messagePath(route.at, message.conversation_id, message.message_id)),
  };
}

function leadCommand(lead: FoundLead, props: CommandMenuProps): Command {
  const { app, route } = props.shell;
  return {
    option: {
      id: `lead ${lead.id}`,
      name: customerTitle(lead.customer_name, lead.customer_address),
      detail: lead.vehicle_label ?? lead.interest,
      group: t("Leads"),
      icon: "users-round",
      isChosen: false,
    },
    run: () => app.router.go(viewPath({ view: "leads", at: route.at, part: lead.id, filters: {} })),
  };
}

function vehicleCommand(vehicle: FoundVehicle, props: CommandMenuProps): Command {
  const { app, route } = props.shell;
  return {
    option: {
      id: `vehicle ${vehicle.id}`,
      name: vehicleName(vehicle),
      detail: vehicle.stock_number,
      group: t("Vehicles"),
      icon: "car-front",
      isChosen: false,
    },
    run: () =>
      app.router.go(viewPath({ view: "inventory", at: route.at, part: vehicle.id, filters: {} })),
  };
}

function viewsOf(props: CommandMenuProps): readonly Command[] {
  return props.views.map((view) => ({
    option: {
      id: `view ${view.view}`,
      name: t(view.name),
      detail: `G ${view.key.toUpperCase()}`,
      group: t("Go to"),
      icon: view.icon,
      isChosen: false,
    },
    run: () => props.shell.app.router.go(view.href),
  }));
}

/** The sections of settings and administration, which nobody should have to look for. */
function sectionsOf(props: CommandMenuProps): readonly Command[] {
  const { app, route, workplace } = props.shell;
  const section = (view: "settings" | "admin", part: string, name: string): Command => ({
    option: {
      id: `section ${part}`,
      name: t(name),
      detail: view === "settings" ? t("Settings") : t("Admin"),
      group: t("Go to"),
      icon: view === "settings" ? "settings-2" : "shield-check",
      isChosen: false,
    },
    run: () => app.router.go(viewPath({ view, at: route.at, part, filters: {} })),
  });
  return [
    ...SETTINGS_SECTIONS.map(([part, , name]) => section("settings", part, name)),
    ...openAdminSections(workplace).map(({ id, name }) => section("admin", id, name)),
  ];
}

/** The other dealerships the person works at. */
function storesOf(props: CommandMenuProps): readonly Command[] {
  const { app, route, session } = props.shell;
  return session.workplaces.filter((one) => one.subdomain !== route.at).map((one) => ({
    option: {
      id: `store ${one.id}`,
      name: one.name,
      detail: null,
      group: t("Dealerships"),
      icon: "chevrons-up-down",
      isChosen: false,
    },
    run: () => app.router.go(conversationPath(one.subdomain)),
  }));
}

const THREAD_ACTS: readonly (readonly [ListCommand, string, PickerOption["icon"], string])[] = [
  ["reply", phrase("Write a reply"), "message-square-text", "R"],
  ["note", phrase("Write a team note"), "sticky-note", "N"],
  ["take_over", phrase("Take over"), "hand", "T"],
  ["hand_back", phrase("Hand back"), "undo-2", "H"],
  ["assign", phrase("Assign"), "user-round-plus", "A"],
  ["snooze", phrase("Snooze"), "alarm-clock", "Z"],
  ["close", phrase("Close or reopen"), "check", "E"],
];

function actsOf(props: CommandMenuProps): readonly Command[] {
  const { app, route } = props.shell;
  const hasThread = route.view === "conversations" && route.conversationId !== null;
  const act = (name: string, icon: PickerOption["icon"], run: () => void): Command => ({
    option: { id: `act ${name}`, name, detail: null, group: t("Do"), icon, isChosen: false },
    run,
  });
  return [
    ...(hasThread ? THREAD_ACTS : []).map(([command, name, icon, key]): Command => ({
      option: {
        id: command,
        name: t(name),
        detail: key,
        group: t("Conversation"),
        icon,
        isChosen: false,
      },
      run: () => document.dispatchEvent(new CustomEvent(LIST_COMMAND, { detail: command })),
    })),
    ...viewActs(route, props.shell.workplace.may).map(({ name, icon, href }) =>
      act(t(name), icon, () => app.router.go(href))
    ),
    act(t("Use the light theme"), "sun", () => app.theme.choose("light")),
    act(t("Use the dark theme"), "moon", () => app.theme.choose("dark")),
    act(t("Show the keyboard shortcuts"), "keyboard", props.onHelp),
    act(t("Sign out"), "log-out", app.onSignOut),
  ];
}
