import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../../components/icon.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { type ViewName, viewPath } from "../../router.ts";
import type { DashboardShape } from "../../stores/dashboard_store.ts";

/** What a new dealership still has to do, each with a real check. */
export function SetupList(props: {
  readonly page: PageProps;
  readonly store: DashboardShape;
}): JSX.Element {
  const { setup } = props.store;
  useEffect(() => void setup.refresh(), [setup]);
  const { may } = props.page.workplace;
  const to = (view: ViewName, part: string): string =>
    viewPath({ view, at: props.page.route.at, part, filters: {} });
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
            <Step
              isDone={done.number}
              href={may("dealership.update") ? to("settings", "channels") : null}
            >
              {t("A phone number is connected")}
            </Step>
            <Step
              isDone={done.vehicles}
              href={may("vehicles.write") ? to("inventory", "import") : null}
            >
              {t("The inventory is loaded")}
            </Step>
            <Step
              isDone={done.tested}
              href={may("personas.write") ? to("settings", "persona") : null}
            >
              {t("The AI’s persona has passed its test")}
            </Step>
            <Step
              isDone={done.colleague}
              href={may("members.manage") ? to("admin", "people") : null}
            >
              {t("A colleague is invited")}
            </Step>
          </ul>
        )}
      </RemoteView>
    </section>
  );
}

/** One step; while it is open its name leads to where it is done. */
function Step(props: {
  readonly isDone: boolean;
  readonly href: string | null;
  readonly children: string;
}): JSX.Element {
  const { href, children } = props;
  return (
    <li data-state={props.isDone ? "done" : "open"}>
      <Icon name={props.isDone ? "badge-check" : "clock"} />
      {props.isDone || href === null ? children : <a class="text-link" href={href}>{children}</a>}
      <span class="only-readers">, {props.isDone ? t("done") : t("not yet")}</span>
    </li>
  );
}
