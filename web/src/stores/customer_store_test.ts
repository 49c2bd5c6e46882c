import { equal } from "node:assert/strict";
import type { CustomerLead } from "../api/rows.ts";
import { CustomerStore } from "./customer_store.ts";
import { inboxRow } from "./test_rows.ts";

const lead = (status: CustomerLead["status"]): CustomerLead => ({
  id: "lead",
  status,
  score: null,
  assigned_to: null,
  source_name: null,
});

Deno.test("customer: an answer that is overtaken by a later one changes nothing any more", async () => {
  const answers: PromiseWithResolvers<CustomerLead>[] = [];
  const store = new CustomerStore({
    readCustomer: () => Promise.resolve(null),
    readConsents: () => Promise.resolve([]),
    readVehicle: () => Promise.resolve(null),
    readEarlier: () => Promise.resolve([]),
    readAppointments: () => Promise.resolve([]),
    readLead: () => {
      const answer = Promise.withResolvers<CustomerLead>();
      answers.push(answer);
      return answer.promise;
    },
  });
  const [first, second] = [store.show(inboxRow()), store.refresh()];
  answers[1]?.resolve(lead("working"));
  await second;
  equal(store.lead.value?.status, "working");
  answers[0]?.resolve(lead("new"));
  await first;
  equal(store.lead.value?.status, "working");
});
