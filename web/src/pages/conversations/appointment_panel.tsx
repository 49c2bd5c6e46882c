import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { InboxRow, NextAppointment } from "../../api/rows.ts";
import { COMPOSER_FIELD } from "../../components/composer.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { appointmentName, APPOINTMENTS } from "../../format/appointment.ts";
import { clockTime, dayOf, dayTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { appointmentsOf } from "../../stores/appointments_store.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Props of AppointmentPanel. */
export interface AppointmentPanelProps {
  readonly workplace: OpenWorkplace;
  readonly row: InboxRow;
  /** The one that is to be at another time; null for a new one. */
  readonly moved: NextAppointment | null;
  readonly toasts: ToastStore;
  readonly onClose: () => void;
}

/** Puts a visit into the calendar, or moves one; only free times are offered. */
export function AppointmentPanel(props: AppointmentPanelProps): JSX.Element {
  const { workplace, moved } = props;
  const zone = workplace.dealership.timezone;
  const today = dayOf(workplace.clock.now.peek(), zone);
  const kind = useSignal(moved?.kind ?? "test_drive");
  const day = useSignal(moved === null ? today : dayOf(moved.starts_at, zone));
  const title = moved === null ? t("Book an appointment") : t("Move the appointment");
  return (
    <Dialog title={title} isOpen onClose={props.onClose}>
      <div class="booking">
        {moved === null && (
          <Field id="booking-kind" label={t("What for")} fault={null}>
            <select
              id="booking-kind"
              class="field-input"
              value={kind}
              onChange={(event) => kind.value = event.currentTarget.value}
            >
              {APPOINTMENTS.map((one) => (
                <option key={one} value={one}>{appointmentName(one)}</option>
              ))}
            </select>
          </Field>
        )}
        <Field id="booking-day" label={t("Day")} fault={null}>
          <input
            id="booking-day"
            type="date"
            class="field-input"
            min={today}
            value={day}
            onInput={(event) => day.value = event.currentTarget.value}
          />
        </Field>
        <Times key={`${kind.value} ${day.value}`} panel={props} kind={kind.value} day={day.value} />
      </div>
    </Dialog>
  );
}

function Times(props: {
  readonly panel: AppointmentPanelProps;
  readonly kind: string;
  readonly day: string;
}): JSX.Element {
  const { panel, kind, day } = props;
  const { workplace, row, toasts } = panel;
  const slots = useSignal<readonly string[] | null>(null);
  const isBusy = useSignal(false);
  useEffect(() => {
    if (day === "") return;
    workplace.connect(appointmentsOf).readSlots(kind, day, row.vehicle_id).then(
      (read) => slots.value = read,
      (error) => toasts.fail(t("The free times did not load"), error),
    );
  }, []);
  const take = async (startsAt: string): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    await book(panel, kind, startsAt);
    isBusy.value = false;
  };
  const free = slots.value ?? [];
  return (
    <section aria-label={t("Free times")} aria-busy={isBusy.value}>
      <p class="booking-none" role="status">
        {slots.value === null
          ? t("Loading")
          : free.length === 0
          ? t("Nothing is free that day")
          : ""}
      </p>
      <ul class="booking-times">
        {free.map((at) => (
          <li key={at}>
            <button type="button" class="booking-time" onClick={() => void take(at)}>
              {clockTime(at, workplace.dealership.timezone)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function book(panel: AppointmentPanelProps, kind: string, startsAt: string): Promise<void> {
  const { workplace, row, moved, toasts, onClose } = panel;
  const { clock, customer, dealership } = workplace;
  const calendar = workplace.connect(appointmentsOf);
  const token = workplace.apis.newId();
  try {
    if (moved !== null) await calendar.move(moved.id, startsAt, token);
    else {
      await calendar.book({
        kind,
        startsAt,
        token,
        customerId: row.customer_id,
        conversationId: row.id,
        vehicleId: row.vehicle_id,
      });
    }
  } catch (error) {
    return toasts.fail(t("Could not book it"), error);
  }
  const when = dayTime(startsAt, clock.now.peek(), dealership.timezone);
  toasts.tell(t("Booked: {what}, {when}", { what: appointmentName(kind), when }));
  announce(workplace, row, startsAt);
  onClose();
  void customer.refresh();
}

/** Words for the customer, in their language, to be read over and sent. */
function announce(
  { customer, dealership, drafts }: OpenWorkplace,
  row: InboxRow,
  at: string,
): void {
  const isSpanish = customer.customer.value?.preferred_language === "es";
  const when = new Intl.DateTimeFormat(isSpanish ? "es-US" : "en-US", {
    timeZone: dealership.timezone,
    weekday: "long",
    month: "long",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(Date.parse(at));
  const words = isSpanish ? `Le esperamos el ${when}.` : `You’re booked for ${when}.`;
  const before = (drafts.drafts.value.get(row.id) ?? "").trimEnd();
  drafts.write(row.id, before === "" ? words : `${before} ${words}`);
  setTimeout(() => document.getElementById(COMPOSER_FIELD)?.focus());
}
