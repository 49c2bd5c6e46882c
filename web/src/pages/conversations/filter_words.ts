import type { InboxRow } from "../../api/rows.ts";
import { channelName } from "../../components/channel.tsx";
import { intentWords } from "../../format/intent.ts";
import { firstName } from "../../format/name.ts";
import { t } from "../../i18n/t.ts";
import type { InboxFilter } from "../../router.ts";
import type { TeamShape } from "../../stores/team_store.ts";

/** A filter as a phrase: `Unread, SMS, Dana is replying`. */
export function filterWords(
  filter: InboxFilter,
  team: Pick<TeamShape, "aiName" | "names">,
  rows: ReadonlyMap<string, InboxRow>,
): string {
  const words: string[] = [];
  if (filter.unread) words.push(t("Unread"));
  if (filter.channel !== null) words.push(channelName(filter.channel));
  if (filter.who === "ai") words.push(t("{name} is replying", { name: team.aiName.value }));
  else if (filter.who !== null) {
    const name = firstName(team.names.value.get(filter.who) ?? t("Somebody"));
    words.push(t("{name} is replying", { name }));
  }
  if (filter.vehicle !== null) words.push(filter.vehicle);
  if (filter.intent !== null) words.push(intentWords(filter.intent));
  if (filter.tag !== null) words.push(tagName(filter.tag, rows));
  return words.join(", ");
}

function tagName(id: string, rows: ReadonlyMap<string, InboxRow>): string {
  for (const row of rows.values()) {
    const tag = row.tags.find((one) => one.id === id);
    if (tag !== undefined) return tag.name;
  }
  return t("One tag");
}
