import { deepEqual, equal } from "node:assert/strict";
import { signal } from "@preact/signals";
import { ApiProblem } from "./api/api_problem.ts";
import type { InboxApi } from "./api/inbox_api.ts";
import type { KeptWorkplace } from "./api/shelf.ts";
import { startKeeper } from "./keep_workplace.ts";
import { shelvedInbox } from "./shelved_inbox.ts";
import { ConnectionStore } from "./stores/connection_store.ts";
import { CustomerStore } from "./stores/customer_store.ts";
import { InboxStore } from "./stores/inbox_store.ts";
import { TeamStore } from "./stores/team_store.ts";
import { inboxRow, messageRow } from "./stores/test_rows.ts";
import { ThreadStore } from "./stores/thread_store.ts";
import { until } from "./stores/test_until.ts";

const MARIA = { id: "customer", full_name: "Maria Lopez", customer_identities: [] };
const FACTS = {
  customer: MARIA,
  consents: [],
  vehicle: null,
  earlier: [],
  appointments: [],
  lead: null,
};
const KEPT: KeptWorkplace = {
  at: Date.parse("2026-11-22T11:38:00Z"),
  rows: [inboxRow({ id: "a" }), inboxRow({ id: "gone" })],
  totals: { ai: 7, waiting: 0, mine: 0, team: 0, snoozed: 0 },
  aiName: "Rylie",
  colleagues: [],
  threads: ["a", "gone"].map((id) => ({ id, hasEarlier: false, messages: [messageRow()] })),
  facts: ["a", "gone"].map((id) => ({ id, ...FACTS })),
};

/** A dealership whose server holds conversation `a`, and may be down. */
function bench(shelf: { kept: KeptWorkplace | null }) {
  const server = { isDown: true };
  const answer = <Value>(value: Value): Promise<Value> =>
    server.isDown ? Promise.reject(new ApiProblem("No answer", 0)) : Promise.resolve(value);
  const rows = [inboxRow({ id: "a" })];
  const api: InboxApi = {
    readLane: (kind) => answer({ rows: kind === "ai" ? rows : [], total: kind === "ai" ? 1 : 0 }),
    countLane: () => answer(1),
    readRows: (ids) => answer(rows.filter(({ id }) => ids.includes(id))),
    search: () => answer([]),
    readPersonaName: () => answer(null),
    readColleagues: () => answer([]),
    saveAvailability: () => answer(undefined),
  };
  const lanes = shelvedInbox(api, "me");
  const deps = {
    place: { userId: "me", dealershipId: "oak" },
    lanes,
    shelf: {
      readWorkplace: () => Promise.resolve(shelf.kept),
      keepWorkplace: (_place: unknown, next: KeptWorkplace) => {
        shelf.kept = next;
        return Promise.resolve();
      },
    },
    inbox: new InboxStore(lanes, "me"),
    thread: new ThreadStore({
      readMessages: () => answer([messageRow()]),
      readMessagesById: () => answer([]),
      retry: () => answer(undefined),
    }),
    customer: new CustomerStore({
      readCustomer: () => answer({ ...MARIA, full_name: "Maria Lopez-Diaz" }),
      readConsents: () => answer([]),
      readVehicle: () => answer(null),
      readEarlier: () => answer([]),
      readAppointments: () => answer([]),
      readLead: () => answer(null),
    }),
    team: new TeamStore(api),
    connection: new ConnectionStore(signal(KEPT.at), true, "UTC"),
    isOnline: () => true,
  };
  const keeper = startKeeper(deps, { firstAnswerMs: 60_000, keepMs: 5, renewMs: 60_000 });
  return { server, keeper, ...deps };
}

const nameOf = ({ customer }: CustomerStore) => customer.value?.full_name;

Deno.test("keeper: without a server the kept list and threads are shown, with their totals and their age", async () => {
  const { keeper, inbox, connection, thread } = bench({ kept: KEPT });
  keeper.failed();
  await until(() => connection.asOf.value !== "");
  deepEqual([...inbox.rows.value.keys()], ["a", "gone"]);
  equal(inbox.counts.value.ai >= 2, true);
  equal(connection.asOf.value, "as of 11:38 am");
  await thread.open("gone");
  equal(thread.messages.value.length, 1);
  keeper.stop();
});

Deno.test("keeper: what the server says replaces what was kept, and what it has no more is let go", async () => {
  const shelf: { kept: KeptWorkplace | null } = { kept: KEPT };
  const { keeper, server, inbox, connection } = bench(shelf);
  keeper.failed();
  await until(() => inbox.rows.value.size === 2);
  server.isDown = false;
  await inbox.refresh(null);
  keeper.wasRead();
  connection.joined();
  await until(() => shelf.kept?.threads.length === 1);
  deepEqual(shelf.kept?.rows.map(({ id }) => id), ["a"]);
  deepEqual(shelf.kept?.threads.map(({ id }) => id), ["a"]);
  deepEqual(shelf.kept?.facts.map(({ id }) => id), ["a"]);
  keeper.stop();
});

Deno.test("keeper: a thread that was taken away meanwhile is let go after a break, and its customer", async () => {
  const shelf: { kept: KeptWorkplace | null } = { kept: null };
  const { keeper, server, inbox, connection, thread, customer } = bench(shelf);
  server.isDown = false;
  await inbox.refresh(null);
  await thread.open("gone");
  await thread.open("a");
  for (const id of ["gone", "a"]) await customer.show(inboxRow({ id }));
  keeper.wasRead();
  connection.joined();
  keeper.isBack();
  await until(() => shelf.kept?.threads.length === 1);
  deepEqual(shelf.kept?.threads.map(({ id }) => id), ["a"]);
  deepEqual(shelf.kept?.facts.map(({ id }) => id), ["a"]);
  keeper.stop();
});

Deno.test("keeper: the customer stands beside the kept thread, and a failed reading takes nothing away", async () => {
  const { keeper, connection, customer, server } = bench({ kept: KEPT });
  const reading = customer.show(inboxRow({ id: "a" }));
  keeper.failed();
  await until(() => connection.asOf.value !== "");
  await reading;
  equal(nameOf(customer), "Maria Lopez");
  equal(customer.state.value.kind, "idle");
  await customer.show(inboxRow({ id: "never opened" }));
  equal(nameOf(customer), undefined);
  equal(customer.state.value.kind, "failed");
  server.isDown = false;
  await customer.show(inboxRow({ id: "a" }));
  equal(nameOf(customer), "Maria Lopez-Diaz");
  keeper.stop();
});

Deno.test("keeper: nothing is kept before the server has answered, nor after the dealership is closed", async () => {
  const shelf: { kept: KeptWorkplace | null } = { kept: null };
  const { keeper, connection, server } = bench(shelf);
  connection.joined();
  await new Promise((resolve) => setTimeout(resolve, 20));
  equal(shelf.kept, null);
  keeper.stop();
  server.isDown = false;
  keeper.wasRead();
  await new Promise((resolve) => setTimeout(resolve, 20));
  equal(shelf.kept, null);
});
