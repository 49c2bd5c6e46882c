/** One signed request of the fake, or one step of a text, as the phone page lists it. */
export interface Exchange {
  readonly id: number;
  readonly at: string;
  readonly kind: "inbound_webhook" | "accepted" | "refused" | "status_callback" | "keyword";
  /** What happened: "Inbound webhook", "Reply queued", "Sent, 1 text", "Delivered". */
  readonly label: string;
  /** "200", "184 ms", "ok", "no answer". */
  readonly answer: string;
  readonly is_ok: boolean;
  readonly ms: number;
  readonly shopper: string;
  readonly ours: string;
  readonly message_sid: string | null;
  readonly request: ExchangeRequest | null;
  readonly response: ExchangeResponse | null;
}

/** What was sent to the functions. */
export interface ExchangeRequest {
  readonly url: string;
  readonly signature: string;
  readonly params: Readonly<Record<string, string>>;
}

/** What came back; status is null when nothing did. */
export interface ExchangeResponse {
  readonly status: number | null;
  readonly body: string;
}

/** The latest exchanges. */
export interface ExchangeLog {
  list(): readonly Exchange[];
  add(exchange: Omit<Exchange, "id" | "at">): Exchange;
  clear(): void;
}

const MAX_EXCHANGES = 500;

/** Makes an empty log; `onExchange` hears of every entry. */
export function createExchangeLog(onExchange: (exchange: Exchange) => void): ExchangeLog {
  let exchanges: readonly Exchange[] = [];
  let lastId = 0;
  return {
    list: () => exchanges,
    add(exchange) {
      const added = { ...exchange, id: ++lastId, at: new Date().toISOString() };
      exchanges = [...exchanges, added].slice(-MAX_EXCHANGES);
      onExchange(added);
      return added;
    },
    clear: () => void (exchanges = []),
  };
}
