import { z } from "zod";
import { BOOKING_KINDS, type BookingAnswer } from "../../contract/bookings.ts";
import { recordingDesk } from "../../domain/reply_record.ts";
import { clockOf, instantOf, localMoment, minutesOf, weekdayOf } from "../../domain/zoned_time.ts";
import { type ModelTool, modelTool } from "../../providers/model_tools.ts";
import type { ReplyToolbox } from "./reply_toolbox.ts";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const kind = z.enum(BOOKING_KINDS);
const day = z.string().regex(DAY).describe("YYYY-MM-DD, the dealership's date");
const clock = z.string().regex(CLOCK).describe("HH:MM, 24 hours, the dealership's time");
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

const CustomerArgs = z.object({
  full_name: z.string().max(80).nullable().describe("as the customer gave it"),
  language: z.string().regex(/^[a-z]{2}$/).nullable().describe("two letters"),
});

/** Tools that do something for this customer: each checks and commits in the database first. */
export function serviceTools(box: ReplyToolbox): ModelTool[] {
  return [...bookingTools(box), ...customerTools(box)];
}

function bookingTools(box: ReplyToolbox): ModelTool[] {
  const { timezone } = box.loaded.dealership;
  const desk = recordingDesk(box.service.desk, box.record);
  const at = (date: string, time: string) => instantOf(date, minutesOf(time), timezone);
  return [
    modelTool({
      name: "offer_slots",
      description: "Free appointment times between two dates. Offer only these.",
      parameters: z.object({ kind, from: day, until: day }),
      run: async (args) => {
        const until = at(args.until, "23:59");
        const { slots, reason } = await desk.offerSlots(args.kind, at(args.from, "00:00"), until);
        return { slots: slots.map((slot) => told(slot.starts_at, timezone)), reason };
      },
    }),
    modelTool({
      name: "book_slot",
      description: "Books a time the customer agreed to. It is booked only if this says so.",
      parameters: z.object({ kind, date: day, time: clock }),
      run: async (args) => {
        const startsAt = at(args.date, args.time);
        const key = `${Math.max(...box.loaded.pending)}:${args.kind}:${startsAt}`;
        return report(box, await desk.bookSlot(args.kind, startsAt, key));
      },
    }),
    modelTool({
      name: "reschedule_slot",
      description: "Moves the customer's coming appointment to another time.",
      parameters: z.object({ date: day, time: clock }),
      run: async ({ date, time }) => report(box, await desk.rescheduleSlot(at(date, time))),
    }),
    modelTool({
      name: "cancel_slot",
      description: "Cancels the customer's coming appointment, when they ask for that.",
      parameters: z.object({}),
      run: async () => report(box, await desk.cancelSlot()),
    }),
  ];
}

function report(box: ReplyToolbox, { booking, outcome, reason }: BookingAnswer): unknown {
  const when = booking === null ? null : told(booking.starts_at, box.loaded.dealership.timezone);
  return { outcome, reason, when };
}

function told(instant: string, timezone: string): string {
  const { date, minutes } = localMoment(instant, timezone);
  return `${WEEKDAYS[weekdayOf(date)]} ${date} ${clockOf(minutes)}`;
}

function customerTools(box: ReplyToolbox): ModelTool[] {
  return [
    modelTool({
      name: "update_customer",
      description: "Keeps the customer's name or language when they state it about themselves.",
      parameters: CustomerArgs,
      run: async ({ full_name, language }) => {
        const name = full_name === null ? null : properName(full_name);
        const changes = { full_name: name, preferred_language: language };
        if (name === null && language === null) return { updated: false };
        const updated = await box.service.updateCustomer(changes);
        box.record.deeds.customer_updated ||= updated;
        return { updated };
      },
    }),
    modelTool({
      name: "opt_out",
      description:
        "Writes down that the customer wants no more messages. Nothing can be sent after.",
      parameters: z.object({}),
      run: async () => {
        const opted_out = await box.service.optOut();
        box.record.deeds.opted_out ||= opted_out;
        return { opted_out };
      },
    }),
  ];
}

/** Letters and a few signs; what reads like a sentence or an order is no name. */
function properName(name: string): string | null {
  const plain = name.normalize("NFKC").trim().replaceAll(/\s+/g, " ");
  return /^[\p{L}\p{M}][\p{L}\p{M}'. -]{0,59}$/u.test(plain) && plain.split(" ").length <= 4
    ? plain
    : null;
}
