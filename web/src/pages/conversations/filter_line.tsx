import type { JSX } from "preact";
import { t } from "../../i18n/t.ts";
import { type ConversationsRoute, NO_FILTER, routePath } from "../../router.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { filterWords } from "./filter_words.ts";

/** What the list is narrowed to, in words, with the way out. */
export function FilterLine(props: {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}): JSX.Element {
  const { route, workplace } = props;
  return (
    <p class="conversation-list-filters" role="status">
      {filterWords(route.filter, workplace.team, workplace.inbox.rows.value)}
      <a class="text-link" href={routePath({ ...route, filter: NO_FILTER })}>{t("Show all")}</a>
    </p>
  );
}
