import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { ListedVehicles } from "../../api/listed_vehicles.ts";
import type { Tag } from "../../api/rows.ts";
import { channelIcon, channelName, CHANNELS } from "../../components/channel.tsx";
import { Picker, type PickerOption } from "../../components/picker.tsx";
import { INTENT_NAMES, intentWords } from "../../format/intent.ts";
import { t } from "../../i18n/t.ts";
import {
  type ConversationsRoute,
  filterCount,
  type InboxFilter,
  NO_FILTER,
  routePath,
  type Router,
} from "../../router.ts";
import { listedVehiclesOf } from "../../stores/listed_vehicles_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Props of FilterPanel. */
export interface FilterPanelProps {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
  readonly router: Router;
  readonly onClose: () => void;
}

/** Narrows the list by channel, person, vehicle, wish, tag and by what is unread. */
export function FilterPanel(props: FilterPanelProps): JSX.Element {
  const { workplace, route, router } = props;
  const tags = useSignal<readonly Tag[]>([]);
  const vehicles = useMemo(() => workplace.connect(listedVehiclesOf), [workplace]);
  useEffect(() => {
    // Without the tags or vehicles the rest of the filter works as well.
    workplace.apis.conversation.readTags().then((read) => tags.value = read, () => {});
    void vehicles.refresh();
  }, []);
  const listed = vehicles.state.value;
  return (
    <Picker
      title={t("Filter the list")}
      prompt={t("Channel, person, vehicle or tag")}
      many
      options={[
        ...filterOptions(workplace, route.filter, tags.value),
        ...(listed.kind === "ready" ? vehicleOptions(listed.value, route.filter) : []),
      ]}
      onClose={props.onClose}
      onChoose={(option) => {
        const next = toggled(route.filter, option.id);
        const filter = filterCount(next) === 0 ? NO_FILTER : next;
        router.go(routePath({ ...route, filter }), "replace");
      }}
    />
  );
}

function filterOptions(
  workplace: OpenWorkplace,
  filter: InboxFilter,
  tags: readonly Tag[],
): readonly PickerOption[] {
  const option = (
    [id, name]: readonly [string, string],
    rest: Pick<PickerOption, "group" | "icon" | "isChosen">,
  ): PickerOption => ({ id, name, detail: null, ...rest });
  const { aiName, colleagues } = workplace.team;
  const people = [
    ["ai", aiName.value] as const,
    ...colleagues.value.filter((one) => one.isActive && one.role !== "api")
      .map((one) => [one.id, one.full_name] as const),
  ];
  return [
    option(["unread", t("Unread")], { group: t("Show"), icon: "inbox", isChosen: filter.unread }),
    ...CHANNELS.map((channel) =>
      option([`channel ${channel}`, channelName(channel)], {
        group: t("Channel"),
        icon: channelIcon(channel),
        isChosen: filter.channel === channel,
      })
    ),
    ...people.map(([id, name]) =>
      option([`who ${id}`, name], {
        group: t("Who replies"),
        icon: "user-round",
        isChosen: filter.who === id,
      })
    ),
    ...INTENT_NAMES.map((name) =>
      option([`intent ${name}`, intentWords(name)], {
        group: t("Asks about"),
        icon: "lightbulb",
        isChosen: filter.intent === name,
      })
    ),
    ...tags.map((tag) =>
      option([`tag ${tag.id}`, tag.name], {
        group: t("Tag"),
        icon: "tag",
        isChosen: filter.tag === tag.id,
      })
    ),
  ];
}

function vehicleOptions(
  { models, units }: ListedVehicles,
  filter: InboxFilter,
): readonly PickerOption[] {
  const option = (vehicle: string, name: string, detail: string | null): PickerOption => ({
    id: `vehicle ${vehicle}`,
    name,
    detail,
    group: detail === null ? t("Model") : t("Unit"),
    icon: "car-front",
    isChosen: filter.vehicle === vehicle,
  });
  return [
    ...models.map((model) => option(model, model, null)),
    ...units.map(({ stock, name }) => option(stock, name, stock)),
  ];
}

/** Sets what was not set, and takes back what was. */
function toggled(filter: InboxFilter, id: string): InboxFilter {
  const kind = id.split(" ", 1)[0];
  const value = id.slice(id.indexOf(" ") + 1);
  if (kind === "unread") return { ...filter, unread: !filter.unread };
  if (kind === "who") return { ...filter, who: filter.who === value ? null : value };
  if (kind === "tag") return { ...filter, tag: filter.tag === value ? null : value };
  if (kind === "vehicle") return { ...filter, vehicle: filter.vehicle === value ? null : value };
  if (kind === "intent") return { ...filter, intent: filter.intent === value ? null : value };
  const channel = CHANNELS.find((one) => one === value) ?? null;
  return { ...filter, channel: filter.channel === channel ? null : channel };
}
