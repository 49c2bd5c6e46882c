// Exempt from the line limit: data. One lot, one knowledge base and one store for the tests.
import type { BookingDesk } from "../contract/bookings.ts";
import type {
  BusinessHours,
  FactFinder,
  InventoryVocabulary,
  KnowledgeFact,
  LocalReply,
  ReplyContext,
  ThreadMessage,
  VehicleFact,
} from "../contract/intelligence.ts";
import { bodyFamily, matchVehicles } from "./inventory_match.ts";
import { replyLocally } from "./local_reply.ts";
import { foldText, tokens } from "./text.ts";

const BLANK: Omit<VehicleFact, "id" | "make" | "model" | "year"> = {
  vin: null,
  stock_number: null,
  trim: null,
  body_style: null,
  ext_color: null,
  int_color: null,
  mileage: null,
  engine: null,
  transmission: null,
  drivetrain: null,
  fuel_type: "Gasoline",
  fuel_economy: null,
  price_cents: null,
  msrp_cents: null,
  condition: "used",
  certified: false,
  status: "available",
  description: null,
  features: [],
};

type Row = readonly [
  stock: string,
  year: number,
  make: string,
  model: string,
  trim: string,
  body: string,
  color: string,
  miles: number,
  price: number | null,
  extra?: Partial<VehicleFact>,
];

const ROWS: readonly Row[] = [
  ["T4417", 2024, "Toyota", "RAV4", "XLE", "SUV", "Blueprint", 8210, 31490, {
    vin: "2T3W1RFV0RC104417",
    int_color: "Black",
    engine: "2.5L 4-Cylinder",
    transmission: "8-Speed Automatic",
    drivetrain: "AWD",
    fuel_economy: "27 city / 34 hwy",
    certified: true,
    features: ["Apple CarPlay", "Android Auto", "Blind Spot Monitor", "Power Moonroof"],
    description: "One owner, clean Carfax.",
  }],
  ["T4402", 2022, "Toyota", "RAV4", "LE", "SUV", "Magnetic Gray Metallic", 31200, 27450, {
    drivetrain: "FWD",
    features: ["Apple CarPlay"],
  }],
  ["T4431", 2023, "Toyota", "RAV4 Hybrid", "XSE", "SUV", "Silver Sky Metallic", 18400, 35900, {
    fuel_type: "Hybrid",
    drivetrain: "AWD",
  }],
  ["T4388", 2021, "Toyota", "RAV4", "Limited", "SUV", "Ruby Flare Pearl", 40250, 28900, {
    status: "sold",
    drivetrain: "AWD",
  }],
  ["T4450", 2023, "Toyota", "Camry", "SE", "Sedan", "Midnight Black Metallic", 22100, 25990, {
    drivetrain: "FWD",
    engine: "2.5L 4-Cylinder",
  }],
  ["T4451", 2022, "Toyota", "Camry", "XSE", "Sedan", "Wind Chill Pearl", 28700, 27800, {
    drivetrain: "FWD",
  }],
  ["T4452", 2025, "Toyota", "Camry", "LE", "Sedan", "Ice Cap", 12, 29800, {
    condition: "new",
    fuel_type: "Hybrid",
    msrp_cents: 3_040_000,
  }],
  ["T4460", 2020, "Toyota", "Corolla", "LE", "Sedan", "Classic Silver Metallic", 51000, 17900, {}],
  ["T4461", 2023, "Toyota", "Corolla Cross", "L", "SUV", "Cement", 15900, 24700, {
    drivetrain: "FWD",
  }],
  [
    "T4470",
    2021,
    "Toyota",
    "Tacoma",
    "TRD Off-Road",
    "Crew Cab Pickup",
    "Army Green",
    36800,
    36990,
    {
      drivetrain: "4WD",
      features: ["Tow Hitch", "Bed Liner"],
    },
  ],
  ["T4471", 2019, "Toyota", "Tacoma", "SR5", "Crew Cab Pickup", "Cavalry Blue", 68200, 28500, {
    drivetrain: "4WD",
  }],
  ["T4472", 2022, "Toyota", "Tundra", "Limited", "Crew Cab Pickup", "Supersonic Red", 29900, null, {
    drivetrain: "4WD",
  }],
  ["T4480", 2022, "Toyota", "Highlander", "XLE", "SUV", "Celestial Silver Metallic", 33500, 35400, {
    drivetrain: "AWD",
    features: ["Third Row Seating", "Captain's Chairs"],
  }],
  [
    "T4481",
    2021,
    "Toyota",
    "Highlander",
    "Limited",
    "SUV",
    "Midnight Black Metallic",
    44800,
    34600,
    {
      status: "pending",
      features: ["Third Row Seating"],
    },
  ],
  ["T4490", 2021, "Toyota", "Sienna", "XLE", "Minivan", "Blueprint", 39900, 36200, {
    fuel_type: "Hybrid",
    features: ["Third Row Seating", "Apple CarPlay"],
  }],
  ["T4495", 2022, "Toyota", "4Runner", "SR5", "SUV", "Lunar Rock", 30100, 39700, {
    drivetrain: "4WD",
  }],
  ["T4500", 2023, "Toyota", "Prius", "XLE", "Hatchback", "Supersonic Red", 14500, 29900, {
    fuel_type: "Hybrid",
  }],
  ["U1201", 2021, "Honda", "CR-V", "EX", "Sport Utility", "Modern Steel Metallic", 37800, 25400, {
    drivetrain: "AWD",
    features: ["Apple CarPlay", "Heated Seats"],
  }],
  ["U1202", 2019, "Honda", "Civic", "Sport", "Sedan", "Aegean Blue Metallic", 58400, 18600, {}],
  ["U1203", 2020, "Ford", "F-150", "XLT", "Crew Cab Pickup", "Velocity Blue", 61000, 31200, {
    drivetrain: "4WD",
    features: ["Tow Package"],
  }],
  ["U1204", 2021, "Ford", "Escape", "SE", "SUV", "Agate Black", 42300, 19950, {}],
  ["U1205", 2020, "Nissan", "Rogue", "SV", "SUV", "Gun Metallic", 48900, 18990, {}],
  ["U1206", 2018, "Jeep", "Wrangler", "Sport", "SUV", "Granite Crystal", 71200, 26400, {
    drivetrain: "4WD",
  }],
  ["U1207", 2022, "Kia", "Soul", "LX", "Hatchback", "Clear White", 26100, 17400, {}],
  ["U1208", 2017, "Honda", "Odyssey", "EX-L", "Minivan", "White Diamond Pearl", 88900, 18200, {
    status: "retired",
  }],
];

/** The lot of the tests. */
export const LOT: readonly VehicleFact[] = ROWS.map(
  ([stock, year, make, model, trim, body_style, ext_color, mileage, price, extra]) => ({
    ...BLANK,
    id: `vehicle-${stock.toLowerCase()}`,
    stock_number: stock,
    year,
    make,
    model,
    trim,
    body_style,
    ext_color,
    mileage,
    price_cents: price === null ? null : price * 100,
    ...extra,
  }),
);

/** The knowledge base of the tests. */
const KNOWLEDGE: readonly KnowledgeFact[] = [
  {
    id: "knowledge-delivery",
    title: "Do you deliver or ship vehicles?",
    answer:
      "We deliver within 60 miles of the store at no charge. Farther trips are quoted by the team.",
    category: "delivery",
    score: 0,
  },
  {
    id: "knowledge-warranty",
    title: "What warranty comes with a used car?",
    answer:
      "Certified Toyotas come with a 12-month comprehensive warranty. Other used cars are sold with the balance of the factory warranty.",
    category: "warranty",
    score: 0,
  },
  {
    id: "knowledge-returns",
    title: "What is the return or exchange policy?",
    answer: "Used cars can be exchanged within 3 days or 150 miles.",
    category: "policy",
    score: 0,
  },
];

/** The lot and the knowledge base behind the ports of the reply engine. */
export function factFinder(lot: readonly VehicleFact[] = LOT): FactFinder {
  return {
    searchVehicles: (query) => Promise.resolve(matchVehicles(lot, query)),
    alternativesFor: (id) => Promise.resolve(alternatives(lot, id)),
    searchKnowledge: (text) => Promise.resolve(knowledge(text)),
  };
}

/** The context of the tests: Thursday 20 November 2025, 2:30 PM in New York, unless told. */
export function replyContext(changes: Partial<ReplyContext> = {}): ReplyContext {
  return {
    conversation_id: "conversation-1",
    dealership: {
      id: "oak",
      name: "Oak Ridge Toyota",
      timezone: "America/New_York",
      phone: "+15550100100",
      address: "1200 Oak Ridge Parkway",
      city: "Oak Ridge",
      region: "NJ",
    },
    hours: [...HOURS],
    holidays: [
      {
        id: "holiday-thanksgiving",
        on_date: "2025-11-27",
        name: "Thanksgiving",
        opens_at: null,
        closes_at: null,
      },
      {
        id: "holiday-eve",
        on_date: "2025-12-24",
        name: "Christmas Eve",
        opens_at: "09:00:00",
        closes_at: "14:00:00",
      },
    ],
    persona: {
      id: "persona-1",
      name: "Rylie",
      personality_traits: ["warm", "brief"],
      response_style: {},
    },
    customer: { first_name: "Maria", preferred_language: null },
    messages: [],
    pending: [],
    focus_vehicle_id: null,
    inventory_vocabulary: vocabularyOf(LOT),
    now: "2025-11-20T19:30:00Z",
    ...changes,
  };
}

function vocabularyOf(lot: readonly VehicleFact[]): InventoryVocabulary {
  const distinct = (values: (string | null)[]) =>
    [...new Set(values)].filter((one): one is string => one !== null);
  return {
    makes: distinct(lot.map((one) => one.make)),
    models: distinct(lot.map((one) => one.model)),
    body_styles: distinct(lot.map((one) => one.body_style)),
    colors: distinct(lot.map((one) => one.ext_color)),
    trims: distinct(lot.map((one) => one.trim)),
  };
}

/** Returns the reply to one burst of customer messages in a fresh thread. */
export async function replyTo(
  text: string | readonly string[],
  changes: Partial<ReplyContext> = {},
): Promise<LocalReply> {
  const replies = await chat([typeof text === "string" ? [text] : text], changes);
  const last = replies[replies.length - 1];
  if (!last) throw new Error("Cannot reply: no message");
  return last;
}

/** Plays a thread, each entry one burst, and returns every reply. */
export async function chat(
  bursts: readonly (string | readonly string[])[],
  changes: Partial<ReplyContext> = {},
  desk: BookingDesk | null = null,
): Promise<LocalReply[]> {
  const messages: ThreadMessage[] = [...changes.messages ?? []];
  const replies: LocalReply[] = [];
  const at = changes.now ?? replyContext().now;
  for (const burst of bursts) {
    const pending = (typeof burst === "string" ? [burst] : burst)
      .map((content) => push(messages, { author: "customer", content, vehicle_ids: [] }, at));
    const context = replyContext({ ...changes, messages: [...messages], pending });
    // Turns of one thread follow each other.
    // deno-lint-ignore no-await-in-loop
    const reply = await replyLocally(context, factFinder(), desk);
    replies.push(reply);
    if (!reply.silent) {
      push(messages, { author: "ai", content: reply.text, vehicle_ids: reply.vehicle_ids }, at);
    }
  }
  return replies;
}

const HOURS: readonly BusinessHours[] = [
  ...[1, 2, 3, 4, 5].map((weekday) => row("sales", weekday, "09:00:00", "20:00:00")),
  row("sales", 6, "09:00:00", "18:00:00"),
  ...[1, 2, 3, 4, 5].map((weekday) => row("service", weekday, "07:30:00", "18:00:00")),
  row("service", 6, "08:00:00", "13:00:00"),
];

function row(
  department: BusinessHours["department"],
  weekday: number,
  opens_at: string,
  closes_at: string,
): BusinessHours {
  return { id: `hours-${department}-${weekday}`, department, weekday, opens_at, closes_at };
}

function push(
  messages: ThreadMessage[],
  one: Pick<ThreadMessage, "author" | "content" | "vehicle_ids">,
  at: string,
): number {
  const id = messages.length + 1;
  messages.push({ id, created_at: at, intent: null, ...one });
  return id;
}

function alternatives(lot: readonly VehicleFact[], id: string): VehicleFact[] {
  const wanted = lot.find((one) => one.id === id);
  if (!wanted) return [];
  const distance = (one: VehicleFact) =>
    (one.model.startsWith(wanted.model) ? 0 : 1_000_000) +
    Math.abs((one.price_cents ?? 0) - (wanted.price_cents ?? 0)) / 100;
  return lot
    .filter((one) => one.id !== id && one.status === "available")
    .filter((one) => bodyFamily(one.body_style) === bodyFamily(wanted.body_style))
    .sort((a, b) => distance(a) - distance(b)).slice(0, 3);
}

function knowledge(text: string): KnowledgeFact[] {
  const asked = new Set(
    tokens(foldText(text)).map((token) => token.text).filter((one) => one.length > 4),
  );
  return KNOWLEDGE.map((one) => {
    const words = tokens(foldText(`${one.title} ${one.answer}`)).map((token) => token.text);
    const hits = [...asked].filter((word) =>
      words.some((own) => own.startsWith(word.slice(0, 6)))
    ).length;
    return { ...one, score: asked.size === 0 ? 0 : hits / asked.size };
  }).filter((one) => one.score >= 0.3).sort((a, b) => b.score - a.score);
}
