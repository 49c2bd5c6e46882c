import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { allocationHash, assignVariant, freeLayerSlots, layerSlot } from "./experiment.ts";
import { sampleRatioP } from "./experiment_stats.ts";

const HALVES = [{ id: "a", weight: 1 }, { id: "b", weight: 1 }];
const SALT = "greeting-2026";

function contact(number: number): string {
  return `c0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** The answers for the first contacts, by contact. */
async function assignMany(
  count: number,
  allocation: Omit<Parameters<typeof assignVariant>[0], "contact">,
): Promise<(string | null)[]> {
  const numbers = Array.from({ length: count }, (_, index) => index);
  return await Promise.all(
    numbers.map((number) => assignVariant({ ...allocation, contact: contact(number) })),
  );
}

function tally(answers: readonly (string | null)[], id: string | null): number {
  return answers.filter((answer) => answer === id).length;
}

// Computed by Postgres with the expression in the doc comment of allocationHash().
const GOLDEN = [
  { salt: SALT, contact: contact(1), first: 3302029620, second: 3726771068 },
  { salt: SALT, contact: contact(2), first: 1593748925, second: 1173196185 },
  { salt: SALT, contact: contact(3), first: 2247336740, second: 1646712859 },
  { salt: "finance", contact: contact(1), first: 4016106068, second: 1957980371 },
  { salt: "", contact: "", first: 3886811014, second: 1720586224 },
  { salt: "Größe", contact: "señal 🚗", first: 3988863637, second: 864052267 },
];

for (const { salt, contact, first, second } of GOLDEN) {
  Deno.test(`allocationHash() gives what Postgres gives for "${salt}:${contact}"`, async () => {
    deepEqual(await allocationHash(salt, contact), { first, second });
  });
}

Deno.test("assignVariant() places the golden contacts where SQL places them", async () => {
  // (first * 100) >> 32 is 76, 37 and 52; (second * 3) >> 32 is 2, 0 and 1.
  const variants = ["a", "b", "c"].map((id) => ({ id, weight: 1 }));
  const place = (number: number, trafficPercentage: number) =>
    assignVariant({ salt: SALT, contact: contact(number), trafficPercentage, variants });
  deepEqual(await Promise.all([1, 2, 3].map((one) => place(one, 100))), ["c", "a", "b"]);
  equal(await place(1, 76), null);
  equal(await place(1, 77), "c");
  equal(await layerSlot(SALT, contact(2)), 37);
});

Deno.test("assignVariant() gives the same answer again, in whatever order variants come", async () => {
  const once = await assignMany(500, { salt: SALT, trafficPercentage: 60, variants: HALVES });
  const again = await assignMany(500, {
    salt: SALT,
    trafficPercentage: 60,
    variants: HALVES.toReversed(),
  });
  deepEqual(again, once);
});

Deno.test("assignVariant() keeps everybody's variant when traffic is raised", async () => {
  const few = await assignMany(2000, { salt: SALT, trafficPercentage: 20, variants: HALVES });
  const many = await assignMany(2000, { salt: SALT, trafficPercentage: 80, variants: HALVES });
  const moved = few.filter((answer, index) => answer !== null && answer !== many[index]);
  deepEqual(moved, []);
  ok(tally(many, null) < tally(few, null));
});

Deno.test("assignVariant() follows weights and traffic percentage", async () => {
  const variants = [{ id: "a", weight: 1 }, { id: "b", weight: 2 }, { id: "c", weight: 7 }];
  const answers = await assignMany(8_000, { salt: SALT, trafficPercentage: 40, variants });
  const arms = variants.map(({ id, weight }) => ({
    weight: weight * 4,
    exposed: tally(answers, id),
  }));
  const left = { weight: 60, exposed: tally(answers, null) };
  const p = sampleRatioP([...arms, left]) ?? 0;
  ok(p > 0.01, `p ${p} of ${JSON.stringify(arms)}`);
});

Deno.test("assignVariant() is even over neighbouring contacts and every decile", async () => {
  const variants = Array.from("0123456789", (id) => ({ id, weight: 1 }));
  const answers = await assignMany(8_000, { salt: SALT, trafficPercentage: 100, variants });
  const arms = variants.map(({ id, weight }) => ({ weight, exposed: tally(answers, id) }));
  const p = sampleRatioP(arms) ?? 0;
  ok(p > 0.01, `p ${p} of ${JSON.stringify(arms)}`);
});

Deno.test("assignVariant() places contacts independently in two experiments", async () => {
  const one = await assignMany(8_000, { salt: "one", trafficPercentage: 100, variants: HALVES });
  const two = await assignMany(8_000, { salt: "two", trafficPercentage: 100, variants: HALVES });
  const pairs = one.map((answer, index) => `${answer}${two[index]}`);
  const arms = ["aa", "ab", "ba", "bb"].map((id) => ({ weight: 1, exposed: tally(pairs, id) }));
  ok((sampleRatioP(arms) ?? 0) > 0.01, JSON.stringify(arms));
});

Deno.test("assignVariant() leaves everybody out at no traffic and without variants", async () => {
  const none = await assignMany(200, { salt: SALT, trafficPercentage: 0, variants: HALVES });
  const empty = await assignMany(200, { salt: SALT, trafficPercentage: 100, variants: [] });
  equal(tally(none, null), 200);
  equal(tally(empty, null), 200);
});

Deno.test("assignVariant() gives nobody a variant without weight", async () => {
  const variants = [{ id: "a", weight: 0 }, { id: "b", weight: 1 }, { id: "c", weight: 0 }];
  const answers = await assignMany(500, { salt: SALT, trafficPercentage: 100, variants });
  equal(tally(answers, "b"), 500);
});

Deno.test("layer: no contact takes part in two of its experiments", async () => {
  const within = (salt: string, from: number, to: number) =>
    assignMany(5000, {
      salt,
      trafficPercentage: 100,
      variants: HALVES,
      layer: { salt: "replies", slots: { from, to } },
    });
  const [one, two] = await Promise.all([within("one", 0, 30), within("two", 30, 100)]);
  equal(one.filter((answer, index) => answer !== null && two[index] !== null).length, 0);
  equal(one.filter((answer, index) => answer === null && two[index] === null).length, 0);
  ok(Math.abs(tally(one, null) / 5000 - 0.7) < 0.03);
});

Deno.test("layer: variants inside a slot run are still even", async () => {
  const answers = await assignMany(8_000, {
    salt: SALT,
    trafficPercentage: 100,
    variants: HALVES,
    layer: { salt: "replies", slots: { from: 40, to: 60 } },
  });
  const arms = ["a", "b"].map((id) => ({ weight: 1, exposed: tally(answers, id) }));
  ok((sampleRatioP(arms) ?? 0) > 0.01, JSON.stringify(arms));
});

Deno.test("layerSlot() differs between layers", async () => {
  notEqual(await layerSlot("replies", contact(1)), await layerSlot("greetings", contact(1)));
});

Deno.test("freeLayerSlots() finds the first gap that is wide enough", () => {
  const taken = [{ from: 60, to: 80 }, { from: 0, to: 10 }, { from: 20, to: 50 }];
  deepEqual(freeLayerSlots([], 100), { from: 0, to: 100 });
  deepEqual(freeLayerSlots(taken, 10), { from: 10, to: 20 });
  deepEqual(freeLayerSlots(taken, 15), { from: 80, to: 95 });
  deepEqual(freeLayerSlots(taken, 20), { from: 80, to: 100 });
  equal(freeLayerSlots(taken, 21), null);
  equal(freeLayerSlots([{ from: 0, to: 100 }], 1), null);
});
