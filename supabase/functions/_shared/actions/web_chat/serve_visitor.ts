import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type {
  IdentifyWebVisitor,
  OpenWebChatAnswer,
  ReceiveWebMessageAnswer,
  SayInWebChat,
  StartWebChat,
  WebChatOwner,
} from "../../contract/web_chat.ts";
import type { NewVisitor } from "../../data/visitors.ts";
import type * as data from "../../data/web_chat.ts";
import { optOutIntent } from "../../domain/opt_out.ts";
import { readableOn } from "../../domain/readable_colour.ts";
import { Problem } from "../../platform/problem.ts";

type Bound<Call> = Call extends (database: never, args: infer Args) => infer Answer
  ? (args: Args) => Answer
  : never;

/** What serving a visitor takes from outside. */
export interface ServeVisitorDeps {
  newId(): string;
  openWebChat: Bound<typeof data.openWebChat>;
  admitWebVisitor: Bound<typeof data.admitWebVisitor>;
  startWebChat: Bound<typeof data.startWebChat>;
  receiveWebMessage: Bound<typeof data.receiveWebMessage>;
  askWebPerson: Bound<typeof data.askWebPerson>;
  identifyWebVisitor: Bound<typeof data.identifyWebVisitor>;
  createVisitor(name: string): Promise<NewVisitor>;
}

/** Who calls: the visitor if the token proves one, and where from. */
export interface WebCaller {
  readonly visitorId: string | null;
  readonly ipHash: string;
}

/** A caller with a proven visitor. */
export interface KnownCaller extends WebCaller {
  readonly visitorId: string;
}

/** What the widget draws itself from. */
export type WidgetView = Omit<OpenWebChatAnswer, "dealership"> & {
  readonly dealership: OpenWebChatAnswer["dealership"];
  /** The dealership's colour, darkened until text on it can be read, and that text's colour. */
  readonly colours: { readonly ground: string; readonly text: string };
};

/** Says what the widget shows, in colours that can be read. */
export async function openChat(
  asked: { readonly key: string; readonly site: string; readonly vehicle: string | null },
  caller: WebCaller,
  deps: ServeVisitorDeps,
): Promise<WidgetView> {
  const opened = await deps.openWebChat({
    public_key: asked.key,
    origin: asked.site,
    ip_hash: caller.ipHash,
    vehicle: asked.vehicle,
    visitor_id: caller.visitorId,
  });
  return { ...opened, colours: readableOn(opened.dealership.primary_color) };
}

/** Opens a session; a browser without one gets the proof from which it makes its own. */
export async function startChat(
  asked: StartWebChat,
  caller: WebCaller,
  deps: ServeVisitorDeps,
): Promise<{ readonly token_hash: string | null }> {
  const place = { public_key: asked.key, origin: asked.site };
  const page = { ip_hash: caller.ipHash, page_url: asked.page_url, vehicle: asked.vehicle };
  if (caller.visitorId !== null) {
    await deps.startWebChat({ ...place, ...page, visitor_id: caller.visitorId });
    return { token_hash: null };
  }
  await deps.admitWebVisitor({ ...place, ip_hash: caller.ipHash });
  const { visitor_id, token_hash } = await deps.createVisitor(deps.newId());
  await deps.startWebChat({ ...place, ...page, visitor_id });
  return { token_hash };
}

/** Stores what a visitor says, once. */
export function sayInChat(
  said: SayInWebChat,
  caller: KnownCaller,
  deps: ServeVisitorDeps,
): Promise<ReceiveWebMessageAnswer> {
  // Postgres keeps no NUL in text.
  const content = said.text.replaceAll("\u0000", "");
  return deps.receiveWebMessage({
    public_key: said.key,
    origin: said.site,
    visitor_id: caller.visitorId,
    client_id: said.client_id,
    content,
    opt_out: optOutIntent(content),
    ip_hash: caller.ipHash,
  });
}

/** Calls a person into the chat. */
export function callPerson(
  asked: { readonly key: string; readonly site: string },
  caller: KnownCaller,
  deps: ServeVisitorDeps,
): Promise<WebChatOwner> {
  return deps.askWebPerson({
    public_key: asked.key,
    origin: asked.site,
    visitor_id: caller.visitorId,
  });
}

/** Keeps what a visitor says of themselves; a number nobody could be reached at is refused by field. */
export async function identifyVisitor(
  said: IdentifyWebVisitor,
  caller: KnownCaller,
  deps: ServeVisitorDeps,
): Promise<void> {
  const phone = said.phone === undefined ? undefined : toE164(said.phone);
  if (phone === null) {
    const errors = [{ field: "phone", message: "is not a phone number" }];
    throw new Problem("form_invalid", "Cannot read the form: phone missing or malformed", errors);
  }
  await deps.identifyWebVisitor({
    public_key: said.key,
    origin: said.site,
    visitor_id: caller.visitorId,
    person: {
      ...(said.full_name === undefined ? {} : { full_name: said.full_name }),
      ...(phone === undefined ? {} : { phone }),
      ...(said.email === undefined ? {} : { email: said.email.toLowerCase() }),
    },
    consent_shown: said.consent_shown,
  });
}

function toE164(phone: string): string | null {
  const parsed = parsePhoneNumberFromString(phone, "US");
  return parsed?.isPossible() ? parsed.number : null;
}
