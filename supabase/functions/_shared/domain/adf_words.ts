// Tables of the names that documents of leads use; longer than a rule would be because they are tables.

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

/** Tags that senders leave in running text; they end a line. */
export const BLOCK_TAGS = words(
  "br p div li ul ol tr table tbody thead td th hr h1 h2 h3 h4 h5 h6 pre blockquote center",
);
/** Tags that senders leave in running text; they mean nothing. */
export const INLINE_TAGS = words(
  "b i u s em strong span font a small big sup sub html body head img code tt",
);
/** What ADF 1.0 names, with the aliases seen; anything else may be text that looks like a tag. */
export const ADF_TAGS = words(
  "adf prospect id requestdate vehicle customer vendor provider contact name email phone address " +
    "street apartment city regioncode postalcode country timeframe description earliestdate " +
    "latestdate comments vendorname url service year make model vin stock trim doors bodystyle " +
    "transmission odometer condition colorcombination interiorcolor exteriorcolor preference " +
    "imagetag price pricecomments option optionname manufacturercode weighting finance method " +
    "amount balance first last middle full suffix region state zip postal line1 mileage " +
    "stocknumber stock_id stockid leadtype identification gender birthday locale language",
);
/** Elements that hold text only: the next ADF tag ends them when their own end is missing. */
export const LEAF_TAGS = words(
  "id requestdate email phone street apartment city regioncode postalcode country description " +
    "earliestdate latestdate vendorname url service year make model vin stock trim doors " +
    "bodystyle transmission odometer condition interiorcolor exteriorcolor preference imagetag " +
    "optionname manufacturercode weighting method amount balance first last middle full suffix " +
    "region state zip postal line1 mileage stocknumber stock_id stockid comments pricecomments",
);
/** The parts of a prospect: the next one ends the one before when its end is missing. */
export const PROSPECT_PARTS = words("vehicle customer vendor provider requestdate");

/** What senders write when they mean nothing. */
const EMPTY_LIKE = words(
  "null undefined n/a na none nil not_specified unspecified unknown not_provided not_available " +
    "not_provided_by_shopper customer_did_not_specify not_given no_value -- --- - .",
);

/** Returns the text in single spaces, or null when it is empty or means nothing. */
export function valueOf(text: string | null | undefined): string | null {
  const plain = (text ?? "").replace(/[\s\u00a0]+/g, " ").trim();
  const folded = plain.toLowerCase().replace(/[.\]>)]+$|^[[<(]+/g, "").replaceAll(" ", "_");
  return plain === "" || EMPTY_LIKE.has(folded) || EMPTY_LIKE.has(plain) ? null : plain;
}

/** Ids that describe the lead instead of naming it, by their `source`. */
export const ID_METADATA =
  /^(?:lead[ _-]?(?:type|sub[ _-]?program|program|category|status)|media[ _-]?type|sub[ _-]?program|program|campaign|channel|department|dealer[ _-]?(?:id|code)|form[ _-]?(?:type|name))$/i;

/** Models that stand for "no car in particular". */
export const PLACEHOLDER_MODEL =
  /^(?:full line|other|any|all|all models|any model|not sure|undecided|unsure|general inquiry|various|tbd|other model|no preference|new inventory|used inventory)$/i;

/** Mail domains of marketplaces that pass mail on to the shopper. */
export const RELAY_DOMAIN =
  /(?:^|[.@-])(?:relay|reply|replies|proxy|anon|anonymous|privaterelay|messages?|msg|leadmail|mailer)[.-]|(?:^|\.)(?:craigslist\.org|facebookmail\.com|mail\.marketplace\.example)$/i;
/** Addresses that nobody reads. */
export const NO_REPLY = /^(?:no-?reply|do-?not-?reply|donotreply|mailer-daemon|postmaster)@/i;

/** Known places that leads come from: how they are written, our name, their kind. */
export const KNOWN_SOURCES: readonly (readonly [RegExp, string | null, string])[] = [
  [/car\s?gurus/i, "CarGurus", "marketplace"],
  [/\bcars\.com\b|^cars\s?com$|cars\.com/i, "Cars.com", "marketplace"],
  [/auto\s?trader/i, "AutoTrader", "marketplace"],
  [/facebook|\bmeta\b|\bfb\b|marketplace\s?messenger/i, "Facebook", "social"],
  [/instagram/i, "Instagram", "social"],
  [/tik\s?tok/i, "TikTok", "social"],
  [/true\s?car/i, "TrueCar", "marketplace"],
  [/edmunds/i, "Edmunds", "marketplace"],
  [/kelley|\bkbb\b/i, "Kelley Blue Book", "marketplace"],
  [/car\s?fax/i, "CARFAX", "marketplace"],
  [/craigs\s?list/i, "Craigslist", "marketplace"],
  [/auto\s?bytel|autoweb/i, "AutoWeb", "marketplace"],
  [/kijiji/i, "Kijiji", "marketplace"],
  [/walk[\s-]?in|showroom|\bfloor\b|\blot log\b/i, null, "walk_in"],
  [/phone[\s-]?up|call tracking|inbound call/i, null, "phone"],
  [/referr?al/i, null, "referral"],
  [/\boem\b|manufacturer|factory|\.oem\b/i, null, "manufacturer"],
  [/web\s?site|\bchat\b|\.com\b|dealer\s?site|digital retail/i, null, "website"],
];
/** Colleagues log a visit or a call: their comments are not the customer's words. */
export const STAFF_LOGGER =
  /walk[\s-]?in|showroom|phone[\s-]?up|desk\s?log|floor\s?(?:log|up)|crm\s?log|lot\s?log/i;
