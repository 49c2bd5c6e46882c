import type { FileCalls } from "./file_calls.ts";
import { ask, fieldOf, post, type Server, ServerProblem, textOf } from "./server.ts";
import type { VisitorSession } from "./visitor_session.ts";

/** Where the chat stands: the widget's key and the page around the frame. */
export interface Place {
  readonly key: string;
  readonly site: string;
  readonly vehicle: string | null;
  readonly page_url: string | null;
}

/** Who answers now. */
export interface Owner {
  readonly who: "ai" | "waiting" | "staff";
  readonly name: string | null;
}

/** The vehicle of the page around the chat. */
export interface OfferedVehicle {
  readonly label: string;
  readonly stock_number: string;
  readonly price_cents: number | null;
  readonly mileage: number | null;
  readonly body_style: string | null;
  readonly model: string;
  readonly ext_color: string | null;
  readonly image_url: string | null;
}

/** A file of a message, where it lies. */
export interface ChatFile {
  readonly path: string;
  readonly content_type: string | null;
}

/** What the chat shows before anybody has spoken; the shape is contract/web_chat.ts. */
export interface ChatView {
  readonly dealership: {
    readonly name: string;
    readonly logo_url: string | null;
    readonly timezone: string;
  };
  readonly ai_name: string | null;
  readonly is_ai_on: boolean;
  readonly greeting: string;
  readonly consent_text: string;
  readonly is_open: boolean;
  readonly closes_at: string | null;
  readonly opens_at: string | null;
  readonly vehicle: OfferedVehicle | null;
  readonly colours: { readonly ground: string; readonly text: string };
  readonly session: { readonly owner: Owner; readonly is_identified: boolean } | null;
}

/** One message as it was stored. */
export interface Message {
  readonly id: number;
  readonly author: "customer" | "ai" | "staff";
  readonly author_name: string | null;
  readonly content: string;
  readonly client_id: string | null;
  readonly created_at: string;
  /** The moments at which this message offers a visit. */
  readonly slots: readonly string[];
  readonly media: readonly ChatFile[];
}

/** What a visitor says of themselves. */
export interface Identity {
  readonly full_name?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly consent_shown: string | null;
}

/** What the chat needs from the server. */
export interface ChatApi extends FileCalls {
  open(): Promise<ChatView>;
  /** Makes or goes on with a session; must come before the others. */
  start(): Promise<void>;
  say(clientId: string, text: string): Promise<void>;
  person(): Promise<Owner>;
  identify(identity: Identity): Promise<void>;
  seen(): Promise<void>;
  /** The newest messages, oldest first; one that left late stands among those that it was written with. */
  messages(): Promise<readonly Message[]>;
}

const NEWEST = 100;

/** The chat's calls, over the door and PostgREST. */
export function chatApi(server: Server, session: VisitorSession, place: Place): ChatApi {
  const { key, site } = place;
  async function call(act: string, more: object = {}): Promise<unknown> {
    const token = await session.token();
    const headers: Record<string, string> = token === null
      ? {}
      : { authorization: `Bearer ${token}` };
    return await post(
      `${server.url}/functions/v1/web-chat/${act}`,
      { key, site, ...more },
      headers,
    );
  }
  return {
    // The door's own answer, parsed there before it was sent.
    open: async () => await call("open", { vehicle: place.vehicle }) as ChatView,
    async start() {
      const { vehicle, page_url } = place;
      const hash = textOf(await call("start", { vehicle, page_url }), "token_hash");
      if (hash !== "") await session.redeem(hash);
    },
    async say(client_id, text) {
      await call("say", { client_id, text });
    },
    ...laterFiles(async () => (await import("./file_calls.ts")).fileCalls(server, session, place)),
    person: async () => ownerOf(await call("person")),
    async identify(identity) {
      await call("identify", identity);
    },
    async seen() {
      await call("seen");
    },
    async messages() {
      const token = await session.token();
      if (token === null) return [];
      const query = `select=*&order=id.desc&limit=${NEWEST}`;
      const rows = await ask(`${server.url}/rest/v1/web_chat_messages?${query}`, {
        headers: { apikey: server.key, authorization: `Bearer ${token}` },
      });
      return Array.isArray(rows) ? (rows as Message[]).reverse() : [];
    },
  };
}

/** The calls for files, whose part is fetched once it is needed. */
function laterFiles(fetchPart: () => Promise<FileCalls>): FileCalls {
  let calls: FileCalls | null = null;
  const part = async (): Promise<FileCalls> => {
    try {
      return calls ??= await fetchPart();
    } catch {
      throw new ServerProblem(0, "offline");
    }
  };
  return {
    keepPhoto: async (clientId, photo) => await (await part()).keepPhoto(clientId, photo),
    sendPhoto: async (clientId) => await (await part()).sendPhoto(clientId),
    dropPhoto: async (clientId) => await (await part()).dropPhoto(clientId),
    linkOf: async (path) => await (await part()).linkOf(path),
  };
}

/** Reads who answers now; what is not understood means the AI. */
export function ownerOf(value: unknown): Owner {
  const who = fieldOf(value, "who");
  return {
    who: who === "staff" || who === "waiting" ? who : "ai",
    name: textOf(value, "name") || null,
  };
}
