import type { JSX } from "preact";
import type { AiHealth } from "../../api/dashboard_api.ts";
import { RemoteView } from "../../components/remote_view.tsx";
import { type AiTrouble, aiTrouble } from "../../format/ai_health.ts";
import { formatMoney } from "../../format/money.ts";
import { listTime } from "../../format/time.ts";
import { t, tn } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { viewPath } from "../../router.ts";
import type { SideProps } from "./activity_log.tsx";

const MICROCENTS = 1_000_000;

/** Whether the AI replies, with what, and on tape what keeps it from doing so. */
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

interface HealthProps {
  readonly health: AiHealth;
  readonly page: PageProps;
}

function Health(props: HealthProps): JSX.Element {
  const { health, page } = props;
  const trouble = aiTrouble(health);
  const dead = health.deadJobs ?? 0;
  return (
    <>
      {trouble !== null && <p class="dashboard-tape" role="status">{troubleWords(trouble)}</p>}
      {dead > 0 && (
        <p class="dashboard-tape">
          <a href={viewPath({ view: "admin", at: page.route.at, part: "jobs", filters: {} })}>
            {tn(
              dead,
              "1 piece of work was given up. See Admin.",
              "{count} pieces of work were given up. See Admin.",
            )}
          </a>
        </p>
      )}
      {trouble !== "off" && <LastReply {...props} />}
      {health.budget !== null && (
        <p class="note-line">
          {t("{spent} of {ceiling} of this month’s AI budget used.", {
            spent: formatMoney(Math.round(health.budget.spent_microcents / MICROCENTS)),
            ceiling: formatMoney(health.budget.ceiling_cents),
          })}
        </p>
      )}
    </>
  );
}

function troubleWords(trouble: AiTrouble): string {
  switch (trouble) {
    case "off":
      return t("AI replies are off. Nothing the AI wrote leaves.");
    case "out_of_budget":
      return t("This month’s budget is spent. Replies come from the built-in rules.");
    case "failing":
      return t("The AI service does not answer. Replies come from the built-in rules.");
  }
}

function LastReply({ health, page }: HealthProps): JSX.Element {
  const { clock, dealership } = page.workplace;
  const model = health.runs[0]?.model ?? "local";
  return (
    <p class="note-line">
      {model === "local"
        ? t("On, answering by the built-in rules.")
        : t("On, with {model}.", { model })}{" "}
      {health.lastAt === null ? t("It has not replied yet.") : t("Last reply: {time}.", {
        time: listTime(health.lastAt, clock.minute.value, dealership.timezone),
      })}
    </p>
  );
}
