import { batch, computed, createModel, type ReadonlySignal, signal } from "@preact/signals";
import { toProblem } from "../api/api_problem.ts";
import type { ConversationApi } from "../api/conversation_api.ts";
import type {
  Consent,
  Customer,
  CustomerLead,
  InboxRow,
  NextAppointment,
  Vehicle,
} from "../api/rows.ts";
import { keepLast, withRestored } from "./last_kept.ts";
import { IDLE, LOADING, type LoadState } from "./load_state.ts";

/** What is known about a customer, as it stands beside a conversation. */
export interface CustomerFacts {
  readonly customer: Customer | null;
  /** The ledger's last word per channel and address. */
  readonly consents: readonly Consent[];
  readonly vehicle: Vehicle | null;
  /** Other conversations of the same customer, newest first. */
  readonly earlier: readonly InboxRow[];
  /** What is in the calendar for them, soonest first. */
  readonly appointments: readonly NextAppointment[];
  readonly lead: CustomerLead | null;
}

/** The facts as they were when their conversation was left. */
export interface LeftFacts extends CustomerFacts {
  /** The conversation's. */
  readonly id: string;
}

type FactSignals = { readonly [Name in keyof CustomerFacts]: ReadonlySignal<CustomerFacts[Name]> };

/** What is known about the customer of the open conversation. */
export interface CustomerShape extends FactSignals {
  readonly state: ReadonlySignal<LoadState>;
  /** Shows the customer of a conversation; reads only what is not shown yet. */
  show(row: InboxRow | null): Promise<void>;
  /** Reads everything anew, as a new consent or vehicle may have come. */
  refresh(): Promise<void>;
  /** The facts beside the conversations opened last, the newest at the end. */
  kept(): readonly LeftFacts[];
  /** Takes facts that were kept over a reload; what the server has said since is newer. */
  restore(facts: readonly LeftFacts[]): void;
  /** Lets go of the facts beside conversations that may not be read any more. */
  forget(ids: readonly string[]): void;
}

type CustomerApi = Pick<
  ConversationApi,
  | "readCustomer"
  | "readConsents"
  | "readVehicle"
  | "readEarlier"
  | "readAppointments"
  | "readLead"
>;

/** Keeps the facts beside one conversation at a time, and those of the last ones for a break. */
export const CustomerStore = createModel((api: CustomerApi): CustomerShape => {
  const state = createState();
  const { facts } = state;
  return {
    customer: computed(() => facts.value.customer),
    consents: computed(() => facts.value.consents),
    vehicle: computed(() => facts.value.vehicle),
    earlier: computed(() => facts.value.earlier),
    appointments: computed(() => facts.value.appointments),
    lead: computed(() => facts.value.lead),
    state: state.load,
    async show(row): Promise<void> {
      const before = state.row;
      state.row = row;
      const isSame = row?.id === before?.id && row?.vehicle_id === before?.vehicle_id &&
        row?.customer_id === before?.customer_id;
      if (isSame) return;
      if (row?.id !== before?.id) turn(state);
      await read(state, api);
    },
    refresh: () => read(state, api),
    kept: () => [...state.kept.values()],
    restore(facts): void {
      state.kept = withRestored(facts, state.kept);
      const isHere = state.row !== null && state.kept.has(state.row.id);
      if (isHere && state.facts.peek() === NOTHING) turn(state);
    },
    forget(ids): void {
      for (const id of ids) state.kept.delete(id);
    },
  };
});
/** Keeps the facts beside one conversation at a time. */
export type CustomerStore = InstanceType<typeof CustomerStore>;

const NOTHING: CustomerFacts = {
  customer: null,
  consents: [],
  vehicle: null,
  earlier: [],
  appointments: [],
  lead: null,
};

function createState() {
  return {
    row: null as InboxRow | null,
    kept: new Map<string, LeftFacts>(),
    facts: signal(NOTHING),
    load: signal<LoadState>(IDLE),
    asked: 0,
    answered: 0,
  };
}
type State = ReturnType<typeof createState>;

/** Shows what was kept of the conversation that is open now, as reading it anew may not be possible. */
function turn(state: State): void {
  const kept = state.row === null ? undefined : state.kept.get(state.row.id);
  batch(() => {
    state.facts.value = kept ?? NOTHING;
    state.load.value = state.row === null || kept !== undefined ? IDLE : LOADING;
  });
}

async function read(state: State, api: CustomerApi): Promise<void> {
  const row = state.row;
  if (row === null) return;
  const mine = ++state.asked;
  try {
    const [customer, consents, vehicle, earlier, appointments, lead] = await Promise.all([
      api.readCustomer(row.customer_id),
      api.readConsents(row.customer_id),
      row.vehicle_id === null ? Promise.resolve(null) : api.readVehicle(row.vehicle_id),
      api.readEarlier(row.customer_id, row.id),
      api.readAppointments(row.customer_id),
      api.readLead(row.customer_id),
    ]);
    if (state.row?.id !== row.id || mine < state.answered) return;
    state.answered = mine;
    const facts = { customer, consents, vehicle, earlier, appointments, lead };
    keepLast(state.kept, { id: row.id, ...facts });
    batch(() => {
      state.facts.value = facts;
      state.load.value = IDLE;
    });
  } catch (error) {
    // What is shown is better than nothing; the list says how old it is.
    if (state.row?.id === row.id && state.facts.peek() === NOTHING) {
      state.load.value = { kind: "failed", problem: toProblem(error) };
    }
  }
}
