import type {
  Department,
  IntentFinding,
  Sentiment,
  Urgency,
  VehicleQuery,
  VisitWish,
} from "./intelligence.ts";

/** How sure the reader is that the customer wants no more messages. */
export type OptOutVerdict = "certain" | "possible" | "none";

/** One of what was listed, by comparison: "the older one", "the cheaper of those". */
export type VehiclePick =
  | "oldest"
  | "newest"
  | "fewest_miles"
  | "lowest_price"
  | "highest_price"
  | "other";

/** What the customer does not want: "not the red one", "no hondas". */
export interface RefusedKinds {
  colors: string[];
  makes: string[];
  models: string[];
}

/** A vehicle named in a text: wanted, owned by the customer (trade-in), or named to be left out. */
export interface VehicleMention {
  make: string | null;
  model: string | null;
  year: number | null;
  role: "wanted" | "owned" | "refused";
  /** Character range in the folded text. */
  start: number;
  end: number;
}

/** What one inbound message says, to be stored with it. */
export interface MessageUnderstanding {
  message_id: number;
  language: string;
  sentiment: Sentiment;
  urgency: Urgency;
  intents: IntentFinding[];
}

/** What the pending messages say together; computed without any lookup. */
export interface Understanding {
  language: string;
  sentiment: Sentiment;
  urgency: Urgency;
  /** Consecutive negative customer messages up to now; two or more is an alert. */
  negative_streak: number;
  opt_out: OptOutVerdict;
  /** In the order they appear in the text. */
  intents: IntentFinding[];
  mentions: VehicleMention[];
  /** Criteria of the pending messages alone. */
  own_query: VehicleQuery;
  /** The same with criteria of earlier messages carried over when these refine them. */
  query: VehicleQuery;
  /** Further body families when the word is ambiguous ("camioneta"). */
  other_body_styles: string[];
  /** Further colour families ("red or blue"). */
  other_colors: string[];
  /** The own criteria with asked details read as criteria, for when no vehicle is meant. */
  latent_query: VehicleQuery;
  /** True when the pending messages name a model, make, stock number or VIN themselves. */
  names_vehicle: boolean;
  /** True when the pending messages carry any criterion. */
  has_criteria: boolean;
  /** Details asked about, such as `mileage`, `ext_color`, `feature:apple_carplay`. */
  details: string[];
  /** Left out of every search and list, also when an earlier message said so. */
  refused: RefusedKinds;
  pick: VehiclePick | null;
  /** 1-based pick of a list ("the second one"), -1 the last, null none. */
  ordinal: number | null;
  /** Wanted order: lowest price, lowest miles or newest first. */
  order: "price" | "mileage" | "newest" | null;
  /** True for "the cheapest", false for "cheap". */
  superlative: boolean;
  visit: VisitWish | null;
  department: Department;
  /** How the text answers an offered or asked time; null when nothing was asked. */
  visit_answer: "other_time" | "unsure" | "no" | "yes" | null;
  /** The customer's own name, when the text states it. */
  name: string | null;
  /** The car to give in, when the text is about one. */
  trade: {
    year: number | null;
    make: string | null;
    model: string | null;
    miles: number | null;
  } | null;
  /** The former limit on the price, when the text raises it. */
  raised_from_cents: number | null;
  offer_cents: number | null;
  payment_cents: number | null;
  down_cents: number | null;
  /** Questions in the pending messages that no intent explains. */
  open_questions: string[];
  messages: MessageUnderstanding[];
}
