import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { formatPhone } from "../../format/phone.ts";
import { t } from "../../i18n/t.ts";
import { type ConversationsRoute, NO_FILTER, routePath } from "../../router.ts";
import { firstTextOf } from "../../stores/first_text_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Says why the list is empty, with the way out. */
export function EmptyList(props: {
  readonly workplace: OpenWorkplace;
  readonly route: ConversationsRoute;
}): JSX.Element {
  const { route, workplace } = props;
  if (route.query.trim() !== "") {
    return (
      <EmptyState icon="search" title={t("Nothing fits “{words}”", { words: route.query.trim() })}>
        {route.tab !== "closed" && (
          <a class="text-link" href={routePath({ ...route, tab: "closed" })}>
            {t("Look among the closed ones")}
          </a>
        )}
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
  // Who sees only their own would not see what they text.
  return workplace.may("conversations.assign")
    ? <FirstText workplace={workplace} />
    : <NothingOpen />;
}

function NothingOpen(): JSX.Element {
  return (
    <EmptyState icon="inbox" title={t("No open conversations")}>
      <p>{t("A text to your number shows up here at once.")}</p>
    </EmptyState>
  );
}

/** Where nobody has ever written, the way to see how it is when somebody does. */
function FirstText({ workplace }: { readonly workplace: OpenWorkplace }): JSX.Element | null {
  const remote = useMemo(() => workplace.connect(firstTextOf), [workplace]);
  useEffect(() => void remote.refresh(), [remote]);
  const state = remote.state.value;
  if (state.kind === "loading") return null;
  if (state.kind === "failed" || state.value === null) return <NothingOpen />;
  return (
    <EmptyState icon="message-square-text" title={t("Send yourself a text")}>
      <p>{t("Write to your number as a customer would. It shows up here at once.")}</p>
      <a class="text-link" href={`sms:${state.value}`}>{formatPhone(state.value)}</a>
    </EmptyState>
  );
}
