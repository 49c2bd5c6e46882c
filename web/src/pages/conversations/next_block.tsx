import type { JSX } from "preact";
import type { NextAppointment } from "../../api/rows.ts";
import { Icon } from "../../components/icon.tsx";
import { Tag } from "../../components/tag.tsx";
import { appointmentName } from "../../format/appointment.ts";
import { dayTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { appointmentsOf } from "../../stores/appointments_store.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import type { Panel } from "./panel.ts";

/** Props of NextBlock. */
export interface NextBlockProps {
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastStore;
  readonly onOpen: (panel: Panel) => void;
}

/** What is in the calendar for this customer, and the ways to change it. */
export function NextBlock(props: NextBlockProps): JSX.Element {
  const { workplace, onOpen } = props;
  const mayBook = workplace.may("appointments.write");
  return (
    <section class="customer-block">
      <div class="customer-head">
        <h3 class="customer-title">{t("Next")}</h3>
        {mayBook && (
          <button
            type="button"
            class="text-link"
            onClick={() => onOpen({ kind: "appointment", moved: null })}
          >
            {t("Book")}
          </button>
        )}
      </div>
      {workplace.customer.appointments.value.length === 0 && (
        <p class="customer-none">{t("Nothing in the calendar")}</p>
      )}
      <ul class="customer-lines">
        {workplace.customer.appointments.value.map((one) => (
          <li class="customer-line" key={one.id}>
            <Icon name="calendar-check" size="s" />
            <Line {...props} appointment={one} mayBook={mayBook} />
            <Tag tone={one.status === "confirmed" ? "ok" : "plain"}>
              {one.status === "confirmed" ? t("Confirmed") : t("Unconfirmed")}
            </Tag>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line(
  props: NextBlockProps & { readonly appointment: NextAppointment; readonly mayBook: boolean },
): JSX.Element {
  const { appointment, workplace, toasts, onOpen } = props;
  const { clock, customer, dealership } = workplace;
  const calendar = workplace.connect(appointmentsOf);
  const attempt = (work: Promise<void>, news: string): void =>
    void work.then(() => customer.refresh()).then(
      () => toasts.tell(news),
      (error) => toasts.fail(t("Could not change the appointment"), error),
    );
  return (
    <div>
      <p class="customer-value">{appointmentName(appointment.kind)}</p>
      <p class="customer-meta">
        <time dateTime={appointment.starts_at}>
          {dayTime(appointment.starts_at, clock.minute.value, dealership.timezone)}
        </time>
      </p>
      {props.mayBook && (
        <p class="customer-acts">
          {appointment.status !== "confirmed" && (
            <Act
              name={t("Confirm")}
              onPress={() => attempt(calendar.confirm(appointment.id), t("Confirmed"))}
            />
          )}
          <Act
            name={t("Move")}
            onPress={() => onOpen({ kind: "appointment", moved: appointment })}
          />
          <Act
            name={t("Cancel it")}
            onPress={() => attempt(calendar.cancel(appointment.id), t("Cancelled"))}
          />
        </p>
      )}
    </div>
  );
}

function Act(props: { readonly name: string; readonly onPress: () => void }): JSX.Element {
  return <button type="button" class="text-link" onClick={props.onPress}>{props.name}</button>;
}
