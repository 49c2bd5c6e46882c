import type { ComponentChildren, JSX } from "preact";
import type { Appointment, Dashboard } from "../../api/dashboard_api.ts";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { TickBars } from "../../components/tick_bars.tsx";
import { appointmentName } from "../../format/appointment.ts";
import { sourceName } from "../../format/lead.ts";
import { countDays, spanWords } from "../../format/days.ts";
import { handoverReason } from "../../format/handover.ts";
import { dayTime } from "../../format/time.ts";
import { t, tn } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { conversationPath, viewPath } from "../../router.ts";
import type { DashboardShape } from "../../stores/dashboard_store.ts";

const DAYS = 14;

interface CardsProps {
  readonly page: PageProps;
  readonly store: DashboardShape;
}

/** First reply, handovers, appointments and leads: a number, its reasons, and 14 days of bars. */
export function DashboardCards(props: CardsProps): JSX.Element {
  const { store } = props;
  return (
    <RemoteView
      remote={store.dashboard.state.value}
      what={t("The numbers")}
      onRetry={() => void store.dashboard.reload()}
    >
      {(dashboard) =>
        dashboard === null
          ? <EmptyState icon="gauge" title={t("No numbers yet")} />
          : (
            <div class="dashboard-cards">
              <FirstReply dashboard={dashboard} page={props.page} />
              <Handovers dashboard={dashboard} page={props.page} />
              <Appointments dashboard={dashboard} page={props.page} store={store} />
              <Leads dashboard={dashboard} page={props.page} store={store} />
            </div>
          )}
    </RemoteView>
  );
}

function Card(props: {
  readonly title: string;
  readonly number: string;
  readonly note: ComponentChildren;
  /** Where more about it stands, and what that is called. */
  readonly href: string | null;
  readonly more: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { href } = props;
  return (
    <section class="card dashboard-card" aria-label={props.title}>
      <h2 class="dashboard-card-title">{props.title}</h2>
      <p class="dashboard-number">{props.number}</p>
      <div class="dashboard-note">{props.note}</div>
      {href !== null && <a class="text-link dashboard-more" href={href}>{props.more}</a>}
      {props.children}
    </section>
  );
}

function FirstReply(
  props: { readonly dashboard: Dashboard; readonly page: PageProps },
): JSX.Element {
  const { dashboard, page } = props;
  const seconds = dashboard.first_reply_seconds;
  const slowest = dashboard.first_reply_p95_seconds;
  const goal = page.workplace.dealership.reply_goal_minutes;
  return (
    <Card
      title={t("First reply")}
      number={seconds === null ? t("None yet") : spanWords(seconds)}
      note={seconds === null ? t("Nobody wrote in the last 14 days.") : (
        <ul>
          <li>{t("Half of the shoppers waited less, over 14 days")}</li>
          <li>{t("95 of 100 waited {time} or less", { time: spanWords(slowest ?? seconds) })}</li>
          <li>{t("Dashed line: your team’s goal, {goal} min", { goal })}</li>
        </ul>
      )}
      href={page.workplace.may("leads.read")
        ? viewPath({ view: "leads", at: page.route.at, part: null, filters: { as: "report" } })
        : null}
      more={t("First reply by source")}
    >
      <TickBars
        title={t("Median first reply by day")}
        days={countDays(dashboard.first_day, DAYS, dashboard.first_replies)}
        words={(count) => count === 0 ? t("nobody new") : spanWords(count)}
        goal={goal * 60}
      />
    </Card>
  );
}

function Handovers(
  props: { readonly dashboard: Dashboard; readonly page: PageProps },
): JSX.Element {
  const { dashboard, page } = props;
  const reasons = largest(dashboard.handover_reasons);
  return (
    <Card
      title={t("Handovers today")}
      number={String(dashboard.handovers[dashboard.today] ?? 0)}
      note={reasons.length === 0 ? t("The AI stepped back from nobody.") : (
        <ul>
          {reasons.map(([reason, count]) => <li key={reason}>{count} {handoverReason(reason)}</li>)}
          <Rest counts={dashboard.handover_reasons} />
        </ul>
      )}
      href={conversationPath(page.route.at)}
      more={t("Open the conversations")}
    >
      <TickBars
        title={t("Handovers by day")}
        days={countDays(dashboard.first_day, DAYS, dashboard.handovers)}
        words={(count) => tn(count, "1 handover", "{count} handovers")}
      />
    </Card>
  );
}

function Appointments(props: CardsProps & { readonly dashboard: Dashboard }): JSX.Element {
  const { dashboard, store, page } = props;
  const state = store.appointments.state.value;
  const due = state.kind === "ready" ? state.value : [];
  return (
    <Card
      title={t("Appointments in 48 hours")}
      number={state.kind === "ready" ? String(due.length) : "…"}
      note={due.length === 0 ? t("Nothing booked until the day after tomorrow.") : (
        <ul>
          {due.slice(0, 3).map((one) => <Due key={one.id} appointment={one} page={page} />)}
          {due.length > 3 && (
            <li>
              <details>
                <summary>{t("{count} more", { count: due.length - 3 })}</summary>
                <ul>
                  {due.slice(3).map((one) => <Due key={one.id} appointment={one} page={page} />)}
                </ul>
              </details>
            </li>
          )}
        </ul>
      )}
      href={null}
      more=""
    >
      <TickBars
        title={t("Appointments by day")}
        days={countDays(dashboard.first_day, DAYS, dashboard.appointments)}
        words={(count) => tn(count, "1 appointment", "{count} appointments")}
      />
    </Card>
  );
}

function Due(props: { readonly appointment: Appointment; readonly page: PageProps }): JSX.Element {
  const { appointment, page } = props;
  const { clock, dealership } = page.workplace;
  const when = dayTime(appointment.starts_at, clock.minute.value, dealership.timezone);
  const who = appointment.customer_name ?? t("Somebody");
  const words = `${when}: ${who}, ${appointmentName(appointment.kind).toLowerCase()}`;
  if (appointment.conversation_id === null) return <li>{words}</li>;
  return (
    <li>
      <a href={conversationPath(page.route.at, appointment.conversation_id)}>{words}</a>
    </li>
  );
}

function Leads(props: {
  readonly dashboard: Dashboard;
  readonly page: PageProps;
  readonly store: DashboardShape;
}): JSX.Element {
  const { dashboard, page } = props;
  const counted = props.store.lateLeads.state.value;
  const late = counted.kind === "ready" ? counted.value : 0;
  const sources = largest(dashboard.lead_sources);
  const total = Object.values(dashboard.leads).reduce((sum, count) => sum + count, 0);
  return (
    <Card
      title={t("Leads today")}
      number={String(dashboard.leads[dashboard.today] ?? 0)}
      note={sources.length === 0 ? t("No lead has come in.") : (
        <ul>
          <li>{t("{count} in 14 days", { count: total })}</li>
          {sources.map(([source, count]) => (
            <li key={source}>
              {t("{count} from {source}", { count, source: sourceName(source) })}
            </li>
          ))}
          <Rest counts={dashboard.lead_sources} />
          {late > 0 && (
            <li>
              <b>{tn(late, "1 waits too long", "{count} wait too long")}</b>
            </li>
          )}
        </ul>
      )}
      href={page.workplace.may("leads.read")
        ? viewPath({ view: "leads", at: page.route.at, part: null, filters: {} })
        : null}
      more={t("Open the leads")}
    >
      <TickBars
        title={t("Leads by day")}
        days={countDays(dashboard.first_day, DAYS, dashboard.leads)}
        words={(count) => tn(count, "1 lead", "{count} leads")}
      />
    </Card>
  );
}

/** What the largest counts leave over, so that they add up to the card's number. */
function Rest(
  props: { readonly counts: Readonly<Record<string, number>> },
): JSX.Element | null {
  const sum = (counts: readonly number[]) => counts.reduce((all, one) => all + one, 0);
  const rest = sum(Object.values(props.counts)) - sum(largest(props.counts).map(([, one]) => one));
  return rest === 0 ? null : <li>{t("{count} more", { count: rest })}</li>;
}

/** The three largest counts, the largest first. */
function largest(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts).toSorted((a, b) => b[1] - a[1]).slice(0, 3);
}
