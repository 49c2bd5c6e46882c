import type { IconName } from "./components/icon_names.ts";
import type { RailView } from "./components/rail.tsx";
import { phrase } from "./i18n/t.ts";
import { conversationPath, type ViewName, viewPath } from "./router.ts";

/** One view a person can go to. */
export interface ViewEntry {
  readonly view: ViewName | "conversations";
  readonly name: string;
  readonly icon: IconName;
  readonly href: string;
  readonly place: RailView["place"];
  /** Pressed after G. */
  readonly key: string;
}

const ENTRIES: readonly (Omit<ViewEntry, "href"> & { readonly needs: readonly string[] })[] = [
  {
    view: "dashboard",
    name: phrase("Dashboard"),
    icon: "gauge",
    place: "work",
    key: "d",
    needs: [],
  },
  {
    view: "conversations",
    name: phrase("Conversations"),
    icon: "messages-square",
    place: "work",
    key: "c",
    needs: [],
  },
  {
    view: "inventory",
    name: phrase("Inventory"),
    icon: "car-front",
    place: "work",
    key: "i",
    needs: ["vehicles.read"],
  },
  {
    view: "leads",
    name: phrase("Leads"),
    icon: "users-round",
    place: "work",
    key: "l",
    needs: ["leads.read"],
  },
  {
    view: "admin",
    name: phrase("Admin"),
    icon: "shield-check",
    place: "setup",
    key: "a",
    needs: ["members.manage", "audit.read", "jobs.read"],
  },
  {
    view: "settings",
    name: phrase("Settings"),
    icon: "settings-2",
    place: "setup",
    key: "s",
    needs: [],
  },
];

/** The views that a person may see at a dealership: one of the permissions is enough. */
export function viewsFor(at: string, may: (permission: string) => boolean): readonly ViewEntry[] {
  return ENTRIES.filter(({ needs }) => needs.length === 0 || needs.some(may)).map((entry) => ({
    ...entry,
    href: entry.view === "conversations"
      ? conversationPath(at)
      : viewPath({ view: entry.view, at, part: null, filters: {} }),
  }));
}
