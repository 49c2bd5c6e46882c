import type { JSX } from "preact";
import { EmptyState } from "../../components/empty_state.tsx";
import { t } from "../../i18n/t.ts";
import { type ConversationsRoute, NO_FILTER, routePath } from "../../router.ts";

/** Says why the list is empty, with the way out. */
export function EmptyList(props: { readonly route: ConversationsRoute }): JSX.Element {
  const { route } = props;
  if (route.query.trim() !== "") {
    return (
      <EmptyState icon="search" title={t("Nothing fits “{words}”", { words: route.query.trim() })}>
        <a class="text-link" href={routePath({ ...route, query: "" })}>{t("Clear the search")}</a>
      </EmptyState>
    );
  }
  if (route.filter !== NO_FILTER) {
    return (
      <EmptyState icon="list-filter" title={t("Nothing passes this filter")}>
        <a class="text-link" href={routePath({ ...route, filter: NO_FILTER })}>{t("Show all")}</a>
      </EmptyState>
    );
  }
  if (route.tab === "snoozed") {
    return (
      <EmptyState icon="alarm-clock" title={t("Nothing is snoozed")}>
        <p>{t("Press Z in a conversation to put it aside for later.")}</p>
      </EmptyState>
    );
  }
  if (route.tab === "mine") {
    return (
      <EmptyState icon="inbox" title={t("You are not replying to anyone")}>
        <a class="text-link" href={routePath({ ...route, tab: "open" })}>
          {t("See all open ones")}
        </a>
      </EmptyState>
    );
  }
  if (route.tab === "closed") return <EmptyState icon="inbox" title={t("Nothing is closed yet")} />;
  return (
    <EmptyState icon="inbox" title={t("No open conversations")}>
      <p>{t("A text to your number shows up here at once.")}</p>
    </EmptyState>
  );
}
