/** Rows of the Oak dealership for the tests of replies; nothing deployed imports this. */
import type { KnowledgeFact, VehicleFact } from "../contract/intelligence.ts";
import type { LoadedReply } from "../contract/reply.ts";

/** The dealership of the tests. */
export const OAK_ID = "0a000000-0000-4000-8000-000000000001";
/** The conversation of the tests. */
export const THREAD_ID = "0a000000-0000-4000-8000-0000000000c1";

/** A blue RAV4 Hybrid for $31,480. */
export const RAV4: VehicleFact = {
  id: "0a000000-0000-4000-8000-0000000000f1",
  vin: "2T3HRJZM0RP204417",
  stock_number: "T4417",
  make: "Toyota",
  model: "RAV4 Hybrid",
  year: 2024,
  trim: "XLE",
  body_style: "SUV",
  ext_color: "Blueprint",
  int_color: "Black cloth",
  mileage: 12904,
  engine: "2.5L hybrid 4-cyl",
  transmission: "eCVT",
  drivetrain: "AWD",
  fuel_type: "hybrid",
  fuel_economy: "39",
  price_cents: 3_148_000,
  msrp_cents: null,
  condition: "used",
  certified: true,
  status: "available",
  description: null,
  features: ["Apple CarPlay", "sunroof"],
};

/** An approved answer with a fee in it. */
export const DOC_FEE: KnowledgeFact = {
  id: "0a000000-0000-4000-8000-0000000000d1",
  title: "Documentation fee",
  answer: "Our documentation fee is $175, as capped by New York State.",
  category: "price",
  score: 0.9,
};

const OAK_ROWS: Omit<LoadedReply, "messages" | "pending"> = {
  decision: "reply",
  conversation: { id: THREAD_ID, channel: "sms", ai_context: { summary: null } },
  dealership: {
    id: OAK_ID,
    name: "Oak Ridge Toyota",
    timezone: "America/New_York",
    contact_phone: "+15550100100",
    address_line: "100 Oak Ridge Road",
    city: "Albany",
    region: "NY",
    ai_config: { model: null, models: [], temperature: null, max_tokens: null, allowed_links: [] },
  },
  hours: [1, 2, 3, 4, 5, 6].map((weekday) => ({
    id: `0a000000-0000-4000-8000-00000000b00${weekday}`,
    department: "sales",
    weekday,
    opens_at: "09:00:00",
    closes_at: "19:00:00",
  })),
  holidays: [],
  persona: {
    id: "0a000000-0000-4000-8000-0000000000e1",
    name: "Rylie",
    prompt_template: "You are {{persona_name}}, the AI assistant of {{dealership_name}}.",
    system_prompt: null,
    temperature: 0.7,
    max_tokens: 500,
    personality_traits: { tone: "calm" },
    response_style: { max_chars: 320 },
    escalation_triggers: { rules: [] },
  },
  customer: { first_name: null, preferred_language: null },
  focus_vehicle_id: null,
  vocabulary: {
    makes: ["Toyota"],
    models: ["RAV4 Hybrid", "Camry"],
    body_styles: ["SUV", "Sedan"],
    colors: ["Blueprint", "Ice Cap"],
    trims: ["XLE", "LE"],
  },
  now: "2026-11-20T15:00:05+00:00",
};

/** A loaded conversation whose newest message is the given text; earlier turns come first. */
export function loadedReply(
  text: string,
  earlier: readonly { author: "customer" | "ai" | "staff"; content: string }[] = [],
): LoadedReply {
  const turns = [...earlier, { author: "customer" as const, content: text }];
  return {
    ...OAK_ROWS,
    messages: turns.map((turn, index) => ({
      id: index + 1,
      author: turn.author,
      content: turn.content,
      created_at: "2026-11-20T15:00:00+00:00",
      vehicle_ids: [],
      intent: null,
    })),
    pending: [turns.length],
  };
}
