import type { IconName } from "../../components/icon_names.ts";
import { phrase } from "../../i18n/t.ts";
import { type Route, viewPath } from "../../router.ts";

/** Something that can be done in the view that is open. */
export interface ViewAct {
  readonly name: string;
  readonly icon: IconName;
  readonly href: string;
}

interface Entry {
  readonly view: "inventory" | "leads";
  readonly name: string;
  readonly icon: IconName;
  readonly part: string | null;
  readonly as: string;
  readonly needs: string | null;
}

const entry = (
  view: Entry["view"],
  name: string,
  icon: IconName,
  more: Partial<Pick<Entry, "part" | "as" | "needs">> = {},
): Entry => ({ view, name, icon, part: null, as: "", needs: null, ...more });

const ENTRIES: readonly Entry[] = [
  entry("inventory", phrase("Show the units as a table"), "car-front"),
  entry("inventory", phrase("Show the units as stickers"), "car-front", { as: "stickers" }),
  entry("inventory", phrase("Import a stock list"), "arrow-down", {
    part: "import",
    needs: "vehicles.write",
  }),
  entry("leads", phrase("Show the leads as a board"), "users-round"),
  entry("leads", phrase("Show the leads as a table"), "users-round", { as: "table" }),
  entry("leads", phrase("Show the report of leads"), "gauge", { as: "report" }),
  entry("leads", phrase("Show the documents of leads"), "inbox", {
    as: "documents",
    needs: "leads.manage",
  }),
];

/** What the open view can be asked for; what narrows it stays. */
export function viewActs(route: Route, may: (permission: string) => boolean): readonly ViewAct[] {
  return ENTRIES.flatMap(({ view, name, icon, part, as, needs }) => {
    if (route.view !== view || (needs !== null && !may(needs))) return [];
    const filters = part === null ? { ...route.filters, as } : {};
    return [{ name, icon, href: viewPath({ view, at: route.at, part, filters }) }];
  });
}
