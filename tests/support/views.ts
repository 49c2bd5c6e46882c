/** Every view of the staff web app by its address; view_states_test.ts holds the app's own links against it. */
import { connect } from "./db.ts";
import { newDocument, receiveDocument } from "./documents.ts";
import { recordLead } from "./leads.ts";
import { newShopper } from "./people.ts";

/** A view: its address, words that only it shows, and what it says when there is nothing. */
export interface View {
  readonly path: string;
  readonly there: RegExp;
  /** Null for a view that asks the server for nothing. */
  readonly empty: RegExp | null;
}

function view(path: string, there: RegExp, empty: RegExp | null): View {
  return { path, there, empty };
}

/** The views in which the work is done. */
export const WORK_VIEWS: readonly View[] = [
  view("dashboard", /Handovers today/, /No numbers yet/),
  view("inventory", /units/, /Nothing is on the lot/),
  view("inventory?as=stickers", /units/, /Nothing is on the lot/),
  view("inventory?body=van", /No unit fits|unit/, /No unit fits/),
  view("inventory/import", /Drop a stock list here/, /Nothing has been imported yet/),
  view("leads", /Working|No leads yet/, /No leads yet/),
  view("leads?as=table", /Stage|No leads yet/, /No leads yet/),
  view("leads?as=report", /What became of them|Nothing to report/, /Nothing to report yet/),
  view("leads?as=documents", /Needs a look/, /No document waits for you/),
  view("leads?as=documents&show=all", /All documents/, /No documents yet/),
  view("leads?as=documents&show=counts", /By source/, /No documents yet/),
  view("leads?as=documents&show=addresses", /Ways in and out/, /No way in yet/),
  view("leads?as=documents&show=test", /Try a document/, null),
];

/** The sections of the settings. */
export const SETTINGS_VIEWS: readonly View[] = [
  view("settings/profile", /New password/, null),
  view("settings/security", /This browser/, /Add an authenticator app/),
  view("settings/notifications", /A shopper needs a person/, /Until you choose/),
  view("settings/keyboard", /Single keys act/, null),
  view("settings/hours", /Monday/, /Monday/),
  view("settings/channels", /The chat on your site is on/, /The chat on your site is off/),
  view("settings/email", /Addresses that get no mail/, /No mailbox belongs to this dealership/),
  view("settings/routing", /Who gets new leads/, /No rules yet/),
  view("settings/follow-up", /For leads that do not answer/, /No plans yet/),
  view("settings/ai", /AI replies are on/, /AI replies are on/),
  view("settings/persona", /What it is told/, /No persona yet/),
  view("settings/handovers", /Besides what always counts/, /No persona speaks yet/),
  view("settings/experiments", /Each shopper keeps one voice/, /No experiments yet/),
  view("settings/knowledge", /Approved answers/, /No answers yet/),
  view("settings/templates", /Texts your team inserts/, /No texts yet/),
];

/** The sections of the administration. */
export const ADMIN_VIEWS: readonly View[] = [
  view("admin/people", /Deactivate/, /Invite somebody/),
  view("admin/audit", /Check that the log is whole/, /Nothing has been changed yet/),
  view("admin/jobs", /No work waits|Given up|Waiting|Running/, /No work waits and none failed/),
  view("admin/quarantine", /Quarantine/, /Every message found its dealership/),
];

/** Views of one thing, which is made for them at Oak. */
export async function newDetailViews(): Promise<readonly View[]> {
  const name = `Wanda ${crypto.randomUUID().slice(0, 6)}`;
  const customer = { full_name: name, phone: newShopper() };
  const sql = await connect();
  try {
    const made = await sql.begin(async (tx) => ({
      lead: await recordLead(tx, { customer, vehicle: { stock_number: "T4417" } }),
      document: await receiveDocument(tx, newDocument("<vehicle>")),
    }));
    const [unit] = await sql`select id from public.vehicles where stock_number = 'T4417'`;
    return [
      view(`inventory/${unit?.["id"]}`, /Price and status/, /not in your inventory/),
      view(`leads/${made.lead.lead_id}`, new RegExp(name), /not on the board/),
      view(
        `leads/${made.document.document_id}?as=documents`,
        /As it came/,
        /no such document/,
      ),
    ];
  } finally {
    await sql.end();
  }
}
