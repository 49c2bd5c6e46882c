import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Tag } from "../../api/rows.ts";
import { channelName, CHANNELS } from "../../components/channel.tsx";
import { Picker, type PickerOption } from "../../components/picker.tsx";
import { t } from "../../i18n/t.ts";
import {
  type ConversationsRoute,
  type InboxFilter,
  isEmpty,
  NO_FILTER,
  routePath,
  type Router,
} from "../../router.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Props of FilterPanel. */
export interface FilterPanelProps {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
  readonly router: Router;
  readonly onClose: () => void;
}

/** Narrows the list by channel, by who replies, by tag and by what is unread. */
export function FilterPanel(props: FilterPanelProps): JSX.Element {
  const { workplace, route, router } = props;
  const tags = useSignal<readonly Tag[]>([]);
  useEffect(() => {
    // Without the tags the rest of the filter works as well.
    workplace.apis.conversation.readTags().then((read) => tags.value = read, () => {});
  }, []);
  return (
    <Picker
      title={t("Filter the list")}
      prompt={t("Channel, person or tag")}
      many
      options={filterOptions(workplace, route.filter, tags.value)}
      onClose={props.onClose}
      onChoose={(option) => {
        const next = toggled(route.filter, option.id);
        const filter = isEmpty(next) ? NO_FILTER : next;
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
        icon: "message-square-text",
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
    ...tags.map((tag) =>
      option([`tag ${tag.id}`, tag.name], {
        group: t("Tag"),
        icon: "tag",
        isChosen: filter.tag === tag.id,
      })
    ),
  ];
}

/** Sets what was not set, and takes back what was. */
function toggled(filter: InboxFilter, id: string): InboxFilter {
  const [kind, value = ""] = id.split(" ");
  if (kind === "unread") return { ...filter, unread: !filter.unread };
  if (kind === "who") return { ...filter, who: filter.who === value ? null : value };
  if (kind === "tag") return { ...filter, tag: filter.tag === value ? null : value };
  const channel = CHANNELS.find((one) => one === value) ?? null;
  return { ...filter, channel: filter.channel === channel ? null : channel };
}
