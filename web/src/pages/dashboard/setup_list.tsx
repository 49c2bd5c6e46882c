import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../../components/icon.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { DashboardShape } from "../../stores/dashboard_store.ts";

/** What a new dealership still has to do, each with a real check. */
export function SetupList(props: {
  readonly page: PageProps;
  readonly store: DashboardShape;
}): JSX.Element {
  const { setup } = props.store;
  useEffect(() => void setup.refresh(), [setup]);
  const hasMate =
    props.page.workplace.team.colleagues.value.filter((one) => one.isActive).length > 1;
  return (
    <section class="card" aria-label={t("Getting started")}>
      <h2 class="card-title">{t("Getting started")}</h2>
      <RemoteView
        remote={setup.state.value}
        what={t("The checklist")}
        shape="column"
        onRetry={() => void setup.reload()}
      >
        {(done) => (
          <ul class="dashboard-setup">
            <Step isDone={done.number}>{t("A phone number is connected")}</Step>
            <Step isDone={done.vehicles}>{t("The inventory is loaded")}</Step>
            <Step isDone={done.persona}>{t("The AI has a persona")}</Step>
            <Step isDone={hasMate}>{t("A colleague is here")}</Step>
          </ul>
        )}
      </RemoteView>
    </section>
  );
}

function Step(props: { readonly isDone: boolean; readonly children: string }): JSX.Element {
  return (
    <li data-state={props.isDone ? "done" : "open"}>
      <Icon name={props.isDone ? "badge-check" : "clock"} />
      {props.children}
      <span class="only-readers">, {props.isDone ? t("done") : t("not yet")}</span>
    </li>
  );
}
