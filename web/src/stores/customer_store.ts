import { batch, createModel, type ReadonlySignal, signal } from "@preact/signals";
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
import { IDLE, LOADING, type LoadState } from "./load_state.ts";

/** What is known about the customer of the open conversation. */
export interface CustomerShape {
  readonly customer: ReadonlySignal<Customer | null>;
  /** The ledger's last word per channel and address. */
  readonly consents: ReadonlySignal<readonly Consent[]>;
  readonly vehicle: ReadonlySignal<Vehicle | null>;
  /** Other conversations of the same customer, newest first. */
  readonly earlier: ReadonlySignal<readonly InboxRow[]>;
  /** What is in the calendar for them, soonest first. */
  readonly appointments: ReadonlySignal<readonly NextAppointment[]>;
  readonly lead: ReadonlySignal<CustomerLead | null>;
  readonly state: ReadonlySignal<LoadState>;
  /** Shows the customer of a conversation; reads only what is not shown yet. */
  show(row: InboxRow | null): Promise<void>;
  /** Reads everything anew, as a new consent or vehicle may have come. */
  refresh(): Promise<void>;
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

/** Keeps the facts beside one conversation at a time. */
export const CustomerStore = createModel((api: CustomerApi): CustomerShape => {
  const state = createState();
  return {
    customer: state.customer,
    consents: state.consents,
    vehicle: state.vehicle,
    earlier: state.earlier,
    appointments: state.appointments,
    lead: state.lead,
    state: state.load,
    async show(row): Promise<void> {
      const before = state.row;
      state.row = row;
      const isSame = row?.id === before?.id && row?.vehicle_id === before?.vehicle_id &&
        row?.customer_id === before?.customer_id;
      if (isSame) return;
      if (row?.id !== before?.id) clear(state);
      await read(state, api);
    },
    refresh: () => read(state, api),
  };
});
/** Keeps the facts beside one conversation at a time. */
export type CustomerStore = InstanceType<typeof CustomerStore>;

function createState() {
  return {
    row: null as InboxRow | null,
    customer: signal<Customer | null>(null),
    consents: signal<readonly Consent[]>([]),
    vehicle: signal<Vehicle | null>(null),
    earlier: signal<readonly InboxRow[]>([]),
    appointments: signal<readonly NextAppointment[]>([]),
    lead: signal<CustomerLead | null>(null),
    load: signal<LoadState>(IDLE),
  };
}
type State = ReturnType<typeof createState>;

function clear(state: State): void {
  batch(() => {
    state.customer.value = null;
    state.consents.value = [];
    state.vehicle.value = null;
    state.earlier.value = [];
    state.appointments.value = [];
    state.lead.value = null;
    state.load.value = state.row === null ? IDLE : LOADING;
  });
}

async function read(state: State, api: CustomerApi): Promise<void> {
  const row = state.row;
  if (row === null) return;
  try {
    const [customer, consents, vehicle, earlier, appointments, lead] = await Promise.all([
      api.readCustomer(row.customer_id),
      api.readConsents(row.customer_id),
      row.vehicle_id === null ? Promise.resolve(null) : api.readVehicle(row.vehicle_id),
      api.readEarlier(row.customer_id, row.id),
      api.readAppointments(row.customer_id),
      api.readLead(row.customer_id),
    ]);
    if (state.row?.id !== row.id) return;
    batch(() => {
      state.customer.value = customer;
      state.consents.value = consents;
      state.vehicle.value = vehicle;
      state.earlier.value = earlier;
      state.appointments.value = appointments;
      state.lead.value = lead;
      state.load.value = IDLE;
    });
  } catch (error) {
    if (state.row?.id === row.id) state.load.value = { kind: "failed", problem: toProblem(error) };
  }
}
