import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Happening } from "../../api/dashboard_api.ts";
import { Button } from "../../components/button.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { customerTitle, firstName } from "../../format/name.ts";
import { systemLine } from "../../format/system_line.ts";
import { fullTime, listTime } from "../../format/time.ts";
import { t, tn } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { conversationPath } from "../../router.ts";
import type { DashboardShape } from "../../stores/dashboard_store.ts";

/** Props of a card beside the dashboard's numbers. */
export interface SideProps {
  readonly page: PageProps;
  readonly store: DashboardShape;
}

/** What happens right now, the newest first; pausing holds it still to read. */
export function ActivityLog(props: SideProps): JSX.Element {
  const { store } = props;
  const held = useSignal<readonly Happening[] | null>(null);
  const state = store.happenings.state.value;
  const now = state.kind === "ready" ? state.value : [];
  const newest = held.value?.[0]?.id ?? 0;
  const missed = held.value === null ? 0 : now.filter((one) => one.id > newest).length;
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
      {held.value !== null && (
        <p class="note-line">
          {missed === 0
            ? t("Paused. Nothing new since.")
            : tn(missed, "Paused. 1 new line since.", "Paused. {count} new lines since.")}
        </p>
      )}
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
            {listTime(one.created_at, workplace.clock.minute.value, zone)}
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
  if (one.author === "system") {
    const words = one.content === null ? t("changed") : systemLine(one.content, team.aiName.value);
    return `${who}: ${words}`;
  }
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
