import type {
  Booking,
  BookingAnswer,
  BookingDesk,
  BookingKind,
  Slot,
} from "../contract/bookings.ts";
import type { ReplyEvidence, VehicleFact, VisitWish } from "../contract/intelligence.ts";
import { namingOf } from "./reply_inventory.ts";
import { type Part, part, type Scene } from "./reply_scene.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { joinWords } from "./text.ts";
import { pendingMessages } from "./thread_memory.ts";
import { clockWords, daySlots, whenWords } from "./time_wording.ts";
import { vehicleName } from "./vehicle_wording.ts";
import { chosenSlots, offeredInstants } from "./visit_offer.ts";
import { DAY_PARTS } from "./visit_slots.ts";
import { addDays, instantOf, localMoment, minutesOf } from "./zoned_time.ts";

/** A wish that the calendar may be asked about. */
export interface BookingWish {
  kind: BookingKind;
  wish: VisitWish | null;
  vehicle: VehicleFact | undefined;
}

/** Days after a full one in which other times are looked for. */
const NEXT_DAYS = 7;

/**
 * Offers free times, or claims the one the customer named. Null when this store keeps no calendar
 * for it, so that the wish goes to a person; nothing is called set before the calendar says so.
 */
export async function bookingPart(scene: Scene, asked: BookingWish): Promise<Part | null> {
  const { desk } = scene;
  if (desk === null) return null;
  const { visit_answer, ordinal } = scene.understanding;
  const offered = offeredInstants(scene.context);
  const stated = asked.wish?.starts_at ?? null;
  const picked = ordinal === null
    ? null
    : offered[ordinal === -1 ? offered.length - 1 : ordinal - 1];
  const agreed = visit_answer === "yes" && offered.length === 1 ? offered[0] : null;
  const start = picked ?? (statesTime(scene) ? stated : agreed ?? stated);
  if (start === null || start === undefined) return await offerPart(scene, desk, asked);
  if (visit_answer === "unsure") return await confirmPart(scene, desk, { ...asked, start });
  return await claimPart(scene, desk, { ...asked, start });
}

/** Cancels or moves the customer's coming time; null when a person has to look. */
export async function bookingChangePart(
  scene: Scene,
  { isCancel, wish }: { isCancel: boolean; wish: VisitWish | null },
): Promise<Part | null> {
  const { desk } = scene;
  if (desk === null) return null;
  const [coming] = await desk.comingBookings();
  if (!coming) return null;
  if (isCancel) {
    const { outcome, booking } = await desk.cancelSlot();
    if (outcome !== "cancelled") return null;
    const gone = booking ?? coming;
    return part({
      sentences: [scene.say("cancelled", { when: whenOf(scene, gone.starts_at, true) })],
      ask: "ask_other_time",
      evidence: [bookingEvidence(gone)],
      confidence: 0.95,
    });
  }
  const start = wish?.starts_at ?? null;
  if (start === null) return part({ ask: "ask_move", confidence: 0.9 });
  return await claimPart(scene, desk, { kind: kindOf(coming), wish, vehicle: undefined, start });
}

function statesTime(scene: Scene): boolean {
  return scene.understanding.visit?.time !== null && scene.understanding.ordinal === null;
}

function kindOf(booking: Booking): BookingKind {
  return booking.kind === "service" ? "service" : "test_drive";
}

interface Claim extends BookingWish {
  start: string;
}

/** A customer who already has a time of that kind and names another moves it. */
async function claimPart(scene: Scene, desk: BookingDesk, claim: Claim): Promise<Part | null> {
  const coming = (await desk.comingBookings()).find((one) => one.kind === claim.kind);
  const answer = coming
    ? await desk.rescheduleSlot(claim.start)
    : await desk.bookSlot(claim.kind, claim.start, keyOf(scene, claim));
  return answeredPart(scene, answer, claim) ?? await otherTimes(scene, desk, { answer, claim });
}

function answeredPart(scene: Scene, answer: BookingAnswer, claim: Claim): Part | null {
  const { booking, outcome } = answer;
  if (booking === null || (outcome !== "booked" && outcome !== "rescheduled")) return null;
  const when = whenOf(scene, booking.starts_at);
  const { vehicle } = claim;
  const seen = scene.language === "es" ? " para ver el " : " to see the ";
  const details = vehicle && claim.kind === "test_drive"
    ? `${seen}${vehicleName(vehicle, namingOf(scene))}`
    : "";
  const key: TemplateKey = outcome === "booked" ? "booked" : "moved";
  return part({
    sentences: [scene.say(key, { when, details })],
    ask: outcome === "booked" ? nextAsk(scene, claim) : null,
    evidence: [bookingEvidence(booking)],
    vehicle_ids: vehicle ? [vehicle.id] : [],
    confidence: 0.95,
  });
}

/** Only what is missing is asked for: the name, when nobody knows it. */
function nextAsk(scene: Scene, { kind }: Claim): TemplateKey | null {
  const known = scene.context.customer.first_name ?? scene.understanding.name;
  return known === null && kind !== "call_back" && !scene.memory.awaits_name ? "ask_name" : null;
}

async function otherTimes(
  scene: Scene,
  desk: BookingDesk,
  { answer, claim }: { answer: BookingAnswer; claim: Claim },
): Promise<Part | null> {
  if (answer.outcome === "not_found") return null;
  const { date } = localMoment(claim.start, scene.context.dealership.timezone);
  const wasOffered = offeredInstants(scene.context).includes(claim.start);
  const taken = answer.outcome === "taken" && wasOffered;
  const said = scene.say(taken ? "slot_taken" : "slot_none");
  const near = await freeFrom(scene, desk, { kind: claim.kind, date });
  return near === null ? null : offered(scene, near, { said: [said], claim });
}

/** "Maybe 3?" is looked up and asked back, never claimed. */
async function confirmPart(scene: Scene, desk: BookingDesk, claim: Claim): Promise<Part | null> {
  const { date } = localMoment(claim.start, scene.context.dealership.timezone);
  const free = await freeFrom(scene, desk, { kind: claim.kind, date });
  if (free === null) return null;
  const exact = free.find((one) => Date.parse(one.starts_at) === Date.parse(claim.start));
  if (!exact) return offered(scene, free, { said: [scene.say("slot_none")], claim });
  return part({
    sentences: [scene.say("slot_free", { when: whenOf(scene, exact.starts_at) })],
    ask: "ask_confirm",
    evidence: [slotEvidence(exact)],
    confidence: 0.9,
  });
}

async function offerPart(
  scene: Scene,
  desk: BookingDesk,
  asked: BookingWish,
): Promise<Part | null> {
  const date = asked.wish?.date ?? null;
  if (date === null) return null;
  const free = await freeFrom(scene, desk, { kind: asked.kind, date });
  if (free === null) return null;
  const first = free[0];
  const there = first && localMoment(first.starts_at, scene.context.dealership.timezone).date;
  return offered(scene, free, {
    said: there === date ? [] : [scene.say("slot_none")],
    claim: asked,
  });
}

/** Free times of that day, or of the days after it; null when no calendar answers for this kind. */
async function freeFrom(
  scene: Scene,
  desk: BookingDesk,
  { kind, date }: { kind: BookingKind; date: string },
): Promise<Slot[] | null> {
  const { timezone } = scene.context.dealership;
  const end = (days: number) => instantOf(addDays(date, days), 1439, timezone);
  const from = instantOf(date, 0, timezone);
  const day = await desk.offerSlots(kind, from, end(0));
  if (day.slots.length > 0) return day.slots;
  if (day.reason === "no_schedule") return null;
  const later = await desk.offerSlots(kind, from, end(NEXT_DAYS));
  return later.slots.length > 0 ? later.slots : null;
}

function offered(
  scene: Scene,
  free: readonly Slot[],
  { said, claim }: { said: string[]; claim: BookingWish },
): Part {
  const { timezone } = scene.context.dealership;
  const { wish } = claim;
  const chosen = chosenSlots(free, {
    minutes: wish?.time ? minutesOf(wish.time) : null,
    window: wish?.part_of_day ? DAY_PARTS[wish.part_of_day] : null,
    timezone,
  });
  const [first] = chosen;
  const date = first ? localMoment(first.starts_at, timezone).date : scene.now.date;
  const { day } = daySlots(
    { date, known: true, spans: [], holiday: null },
    scene.now,
    scene.language,
  );
  const clocks = chosen.map((one) =>
    clockWords(localMoment(one.starts_at, timezone).minutes, scene.language)
  );
  const es = scene.language === "es";
  const list = `${day.replace(/^on /, "")} ${es ? "a las" : "at"} ${
    joinWords(clocks, es ? "y" : "and")
  }`;
  return part({
    sentences: [...said, scene.say("slot_offer", { list })],
    ask: "ask_slot",
    evidence: chosen.map(slotEvidence),
    vehicle_ids: claim.vehicle ? [claim.vehicle.id] : [],
    confidence: 0.92,
  });
}

/** "Monday at 1 PM", after a word that needs no "on". */
function whenOf(scene: Scene, instant: string, isFree = false): string {
  const { date, minutes } = localMoment(instant, scene.context.dealership.timezone);
  const words = whenWords({ date, minutes }, scene.now, scene.language);
  return isFree ? words : words.replace(/^on /, "");
}

/** One message gives one booking of one time, however often its reply is written. */
function keyOf(scene: Scene, { kind, start }: Claim): string {
  const ids = pendingMessages(scene.context).map((one) => one.id);
  return `${Math.max(...ids)}:${kind}:${start}`;
}

function bookingEvidence(booking: Booking): ReplyEvidence {
  return { kind: "booking", id: booking.id, fields: ["starts_at", "status"] };
}

function slotEvidence(slot: Slot): ReplyEvidence {
  return { kind: "slot", id: slot.starts_at, fields: ["starts_at"] };
}
