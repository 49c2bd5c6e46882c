import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { AiHealth, Happening } from "../../api/dashboard_api.ts";
import { Button } from "../../components/button.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { customerTitle, firstName } from "../../format/name.ts";
import { fullTime, listTime } from "../../format/time.ts";
import { phrase, t, tn } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { conversationPath } from "../../router.ts";
import type { DashboardShape } from "../../stores/dashboard_store.ts";

interface SideProps {
  readonly page: PageProps;
  readonly store: DashboardShape;
}

/** What happens right now, the newest first; pausing holds it still to read. */
export function ActivityLog(props: SideProps): JSX.Element {
  const { store } = props;
  const held = useSignal<readonly Happening[] | null>(null);
  const state = store.happenings.state.value;
  const now = state.kind === "ready" ? state.value : [];
  return (
    <section class="card dashboard-activity" aria-label={t("Activity")}>
      <div class="dashboard-side-head">
        <h2 class="card-title">{t("Activity")}</h2>
        <Button
          look="quiet"
          icon={held.value === null ? "pause" : "play"}
          onPress={() => held.value = held.value === null ? now : null}
        >
          {held.value === null ? t("Pause") : t("Go on")}
        </Button>
      </div>
      <RemoteView
        remote={state}
        what={t("The activity")}
        shape="column"
        onRetry={() => void store.happenings.reload()}
      >
        {(happenings) => <Lines happenings={held.value ?? happenings} page={props.page} />}
      </RemoteView>
    </section>
  );
}

function Lines(props: {
  readonly happenings: readonly Happening[];
  readonly page: PageProps;
}): JSX.Element {
  const { workplace, route } = props.page;
  const zone = workplace.dealership.timezone;
  if (props.happenings.length === 0) {
    return <p class="note-line">{t("Nothing has happened yet.")}</p>;
  }
  return (
    <ol class="dashboard-lines">
      {props.happenings.map((one) => (
        <li key={one.id}>
          <time dateTime={one.created_at} title={fullTime(one.created_at, zone)}>
            {listTime(one.created_at, workplace.clock.now.value, zone)}
          </time>
          <a href={conversationPath(route.at, one.conversation_id)}>{happened(one, props.page)}</a>
        </li>
      ))}
    </ol>
  );
}

/** One thing that happened as a sentence without a period. */
function happened(one: Happening, page: PageProps): string {
  const { team, user } = page.workplace;
  const who = customerTitle(one.customer_name, one.customer_address);
  if (one.author === "customer") return t("{who} wrote", { who });
  if (one.author === "ai") {
    return t("{name} replied to {who}", { name: team.aiName.value, who });
  }
  if (one.author === "system") return `${who}: ${t(one.content ?? phrase("changed"))}`;
  const isNote = one.kind === "note";
  if (one.author_user_id === user.id) {
    return isNote ? t("You left a note about {who}", { who }) : t("You replied to {who}", { who });
  }
  const colleague = team.names.value.get(one.author_user_id ?? "");
  const name = colleague === undefined ? t("A colleague") : firstName(colleague);
  return isNote
    ? t("{name} left a note about {who}", { name, who })
    : t("{name} replied to {who}", { name, who });
}

/** Whether the AI replies, and with what. */
export function AiHealthCard(props: SideProps): JSX.Element {
  const { store, page } = props;
  return (
    <section class="card" aria-label={t("AI")}>
      <h2 class="card-title">{page.workplace.team.aiName.value}</h2>
      <RemoteView
        remote={store.health.state.value}
        what={t("The state of the AI")}
        shape="column"
        onRetry={() => void store.health.reload()}
      >
        {(health) => <Health health={health} page={page} />}
      </RemoteView>
    </section>
  );
}

function Health(props: { readonly health: AiHealth; readonly page: PageProps }): JSX.Element {
  const { health, page } = props;
  const { clock, dealership } = page.workplace;
  if (!health.isEnabled) {
    return <p class="dashboard-tape">{t("AI replies are off. Nothing the AI wrote leaves.")}</p>;
  }
  const dead = health.deadJobs ?? 0;
  return (
    <>
      {dead > 0 && (
        <p class="dashboard-tape">
          {tn(
            dead,
            "1 piece of work was given up. See Admin.",
            "{count} pieces of work were given up. See Admin.",
          )}
        </p>
      )}
      <p class="note-line">
        {health.lastModel === null || health.lastModel === "local"
          ? t("On, with the built-in rules.")
          : t("On, with {model}.", { model: health.lastModel })}{" "}
        {health.lastAt === null ? t("It has not replied yet.") : t("Last reply: {time}.", {
          time: listTime(health.lastAt, clock.now.value, dealership.timezone),
        })}
      </p>
    </>
  );
}
