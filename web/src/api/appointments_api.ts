import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { type Client, unwrap } from "./supabase.ts";

const Slot = z.object({ starts_at: z.string() });
const Renamed = z.object({ id: z.string() });

/** A visit to be put into the calendar. */
export interface Booking {
  readonly kind: string;
  readonly startsAt: string;
  readonly customerId: string;
  readonly conversationId: string;
  readonly vehicleId: string | null;
  /** The same however often the request goes out: it books once. */
  readonly token: string;
}

/** What can be changed in the customer column. */
export interface AppointmentsApi {
  /** The free times of one local date, soonest first. */
  readSlots(kind: string, on: string, vehicleId: string | null): Promise<readonly string[]>;
  book(booking: Booking): Promise<void>;
  move(appointmentId: string, startsAt: string, token: string): Promise<void>;
  confirm(appointmentId: string): Promise<void>;
  cancel(appointmentId: string): Promise<void>;
  rename(customerId: string, name: string): Promise<void>;
}

/** The calendar of one dealership, as staff change it. */
export function appointmentsApi(supabase: Client, dealership_id: string): AppointmentsApi {
  return {
    async readSlots(kind, on_date, vehicleId): Promise<readonly string[]> {
      const vehicle_id = kind === "test_drive" ? vehicleId : null;
      const { data } = await unwrap(
        supabase.rpc("appointment_slots", { dealership_id, kind, on_date, vehicle_id }),
      );
      return z.array(Slot).parse(data).map((slot) => slot.starts_at);
    },
    async book(booking): Promise<void> {
      await unwrap(supabase.rpc("book_appointment", {
        dealership_id,
        kind: booking.kind,
        starts_at: booking.startsAt,
        customer_id: booking.customerId,
        conversation_id: booking.conversationId,
        vehicle_id: booking.kind === "test_drive" ? booking.vehicleId : null,
        idempotency_token: booking.token,
      }));
    },
    async move(appointment_id, starts_at, idempotency_token): Promise<void> {
      await unwrap(
        supabase.rpc("reschedule_appointment", { appointment_id, starts_at, idempotency_token }),
      );
    },
    async confirm(appointment_id): Promise<void> {
      await unwrap(supabase.rpc("set_appointment_status", { appointment_id, status: "confirmed" }));
    },
    async cancel(appointment_id): Promise<void> {
      await unwrap(supabase.rpc("cancel_appointment", { appointment_id }));
    },
    async rename(customerId, full_name): Promise<void> {
      const { data } = await unwrap(
        supabase.from("customers").update({ full_name }).eq("dealership_id", dealership_id)
          .eq("id", customerId).select("id"),
      );
      if (z.array(Renamed).parse(data).length === 0) {
        const words = t("Only who replies to them or a manager may change it");
        throw new ApiProblem(words, 403, "forbidden");
      }
    },
  };
}
