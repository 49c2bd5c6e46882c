import { deepEqual, equal } from "node:assert/strict";
import type { CustomerMerge, FoundCustomer } from "../api/customers_api.ts";
import { createCustomerMerges } from "./customer_merges_store.ts";

const pat: FoundCustomer = { id: "pat", full_name: "Pat Doe", customer_identities: [] };

function bench() {
  const merges = new Map<string, CustomerMerge>();
  const answers: ((found: readonly FoundCustomer[]) => void)[] = [];
  const api = {
    find: () => new Promise<readonly FoundCustomer[]>((answer) => answers.push(answer)),
    readMerges: () => Promise.resolve([...merges.values()]),
    merge(_winner: string, loser: string) {
      const at = "2026-11-22T05:00:00Z";
      merges.set("m", {
        id: "m",
        loser_id: loser,
        merged_by: null,
        merged_at: at,
        other_name: "Pat",
      });
      return Promise.resolve({ id: "m", hasTightened: true });
    },
    undoMerge(id: string) {
      merges.delete(id);
      return Promise.resolve();
    },
  };
  const store = createCustomerMerges(api, "lee", 0);
  const shown = () => {
    const state = store.merges.state.value;
    return state.kind === "ready" ? state.value.map((one) => one.loser_id) : null;
  };
  return { store, shown, answers };
}

async function asked(answers: readonly unknown[], count: number): Promise<void> {
  while (answers.length < count) await new Promise((go) => setTimeout(go));
}

Deno.test("customer merges: a merge is listed, and undone it is gone", async () => {
  const { store, shown } = bench();
  deepEqual(await store.merge("pat"), { id: "m", hasTightened: true });
  deepEqual(shown(), ["pat"]);
  await store.undo("m");
  deepEqual(shown(), []);
});

Deno.test("customer merges: an answer to older words is dropped, and one letter finds nobody", async () => {
  const { store, answers } = bench();
  store.look("pa");
  await asked(answers, 1);
  store.look("pat");
  await asked(answers, 2);
  answers[1]?.([pat]);
  answers[0]?.([]);
  await new Promise((go) => setTimeout(go));
  deepEqual(store.found.value, [pat]);
  equal(store.isSearching.value, false);
  store.look("p");
  deepEqual(store.found.value, []);
});
