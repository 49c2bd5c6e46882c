import { z } from "zod";
import {
  type FactFinder,
  HANDOVER_REASONS,
  type VehicleFact,
  vehicleQuerySchema,
} from "../../contract/intelligence.ts";
import type { LoadedReply } from "../../contract/reply.ts";
import { hoursOn, openState } from "../../domain/business_hours.ts";
import { formatCents } from "../../domain/money.ts";
import { plainText } from "../../domain/plain_text.ts";
import { hoursBook } from "../../domain/prompt.ts";
import { addDays, clockOf, localMoment } from "../../domain/zoned_time.ts";
import { type ModelTool, modelTool } from "../../providers/model_tools.ts";
import type { ReplyToolbox } from "./reply_toolbox.ts";
import { serviceTools } from "./service_tools.ts";

const MAX_VEHICLES = 6;
const DAYS_AHEAD = 8;

const SearchArgs = z.object({
  make: z.string().nullable(),
  model: z.string().nullable(),
  trim: z.string().nullable(),
  body_style: z.string().nullable().describe("such as suv, truck, sedan, minivan"),
  color: z.string().nullable().describe("a plain colour, such as blue"),
  condition: z.enum(["new", "used"]).nullable(),
  fuel_type: z.string().nullable().describe("gas, hybrid, plugin, electric or diesel"),
  drivetrain: z.string().nullable().describe("awd, fwd or rwd"),
  year_min: z.number().int().nullable(),
  year_max: z.number().int().nullable(),
  price_max_dollars: z.number().nullable(),
  mileage_max: z.number().int().nullable(),
  equipment: z.string().nullable().describe("such as sunroof or tow package"),
});

const VehicleArgs = z.object({
  id: z.string().nullable(),
  stock_number: z.string().nullable(),
  vin_tail: z.string().nullable().describe("the last characters of a VIN"),
  with_alternatives: z.boolean().describe("also units near it, for when it is gone"),
});

const HandOverArgs = z.object({
  reason: z.enum(HANDOVER_REASONS),
  wants: z.string().nullable().describe("what the customer wants, in one sentence"),
  brings: z.string().nullable().describe("what they bring: trade-in, budget, time"),
  blocked_by: z.string().nullable().describe("what you could not answer"),
});

/**
 * The tools the model may use for one reply. Dealership, conversation and customer are those of the
 * job, whatever ids the model writes; what a tool does is checked and committed by the database.
 */
export function replyTools(box: ReplyToolbox): ModelTool[] {
  return [
    modelTool({
      name: "search_vehicles",
      description: "Units in stock that fit; null means any. Sold ones are marked as such.",
      parameters: SearchArgs,
      run: ({ price_max_dollars, equipment, ...wanted }) =>
        tell(box, () =>
          box.facts.searchVehicles(vehicleQuerySchema.parse({
            ...wanted,
            price_max_cents: price_max_dollars === null
              ? null
              : Math.round(price_max_dollars * 100),
            text: equipment,
            limit: MAX_VEHICLES,
          }))),
    }),
    modelTool({
      name: "get_vehicle",
      description: "One unit by id, stock number or the end of its VIN.",
      parameters: VehicleArgs,
      run: (args) => tell(box, () => findVehicle(args, box.facts)),
    }),
    modelTool({
      name: "search_knowledge",
      description: "Approved answers about policies, fees, warranty, service, delivery and more.",
      parameters: z.object({ question: z.string() }),
      run: async ({ question }) => {
        const found = await box.facts.searchKnowledge(question);
        for (const entry of found) box.record.knowledge.set(entry.id, entry);
        return found.map(({ id, title, answer }) => ({
          id,
          title,
          // Crawled pages may hide words from people that a model would read.
          answer: plainText(answer, 2_000),
        }));
      },
    }),
    modelTool({
      name: "business_hours",
      description: "Opening hours of the coming days, holidays included.",
      parameters: z.object({ department: z.enum(["sales", "service"]) }),
      run: ({ department }) => Promise.resolve(comingHours(box.loaded, department)),
    }),
    handOverTool(box),
    // A draft does nothing: what it would do is for the person who sends it.
    ...(box.loaded.voice === "staff" ? [] : serviceTools(box)),
  ];
}

function handOverTool(box: ReplyToolbox): ModelTool {
  return modelTool({
    name: "hand_over",
    description: box.loaded.voice === "staff"
      ? "Names what is left to the colleague who sends the draft."
      : "Gives the conversation to a person. Then tell the customer one will reply.",
    parameters: HandOverArgs,
    run: (handover) => {
      box.handover.current = handover;
      return Promise.resolve({ handed_over: true });
    },
  });
}

async function findVehicle(
  args: z.output<typeof VehicleArgs>,
  facts: FactFinder,
): Promise<VehicleFact[]> {
  const { id, stock_number, vin_tail, with_alternatives } = args;
  if (id === null && stock_number === null && vin_tail === null) return [];
  const query = id === null ? { stock_number, vin_tail } : { ids: [id] };
  const found = await facts.searchVehicles(vehicleQuerySchema.parse({ ...query, limit: 3 }));
  const [first] = found;
  if (first === undefined || !with_alternatives) return found;
  return [...found, ...await facts.alternativesFor(first.id)].slice(0, MAX_VEHICLES);
}

/** Records what was found and words it so that the model cannot misread cents. */
async function tell(box: ReplyToolbox, find: () => Promise<VehicleFact[]>): Promise<unknown> {
  const vehicles = (await find()).slice(0, MAX_VEHICLES);
  for (const vehicle of vehicles) box.record.vehicles.set(vehicle.id, vehicle);
  return vehicles.map(({ price_cents, msrp_cents, description, ...vehicle }) => ({
    ...vehicle,
    msrp: msrp_cents === null ? null : formatCents(msrp_cents),
    price: price_cents === null ? "not published: hand over" : formatCents(price_cents),
    description: description?.slice(0, 400) ?? null,
  }));
}

function comingHours(loaded: LoadedReply, department: "sales" | "service"): unknown {
  const book = hoursBook(loaded);
  const moment = localMoment(loaded.now, loaded.dealership.timezone);
  const days = Array.from({ length: DAYS_AHEAD }, (_, ahead) => addDays(moment.date, ahead));
  const state = openState(book, department, moment);
  if (!state.known) return { error: "no hours are known for this department: hand over" };
  return {
    open_now: state.open,
    days: days.map((date) => {
      const day = hoursOn(book, date, department);
      return {
        date,
        holiday: day.holiday?.name ?? null,
        open: day.spans.map((span) => `${clockOf(span.opens)}-${clockOf(span.closes)}`),
      };
    }),
  };
}
