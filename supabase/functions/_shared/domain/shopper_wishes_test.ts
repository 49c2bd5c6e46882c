import { deepEqual, equal } from "node:assert/strict";
import { replyContext } from "./intelligence_fixtures.ts";
import { type ShopperWishes, shopperWishes } from "./shopper_wishes.ts";
import { nameIndex } from "./vehicle_names.ts";

function wishes(...texts: string[]): ShopperWishes | null {
  const vocabulary = replyContext().inventory_vocabulary;
  const reading = { vocabulary, index: nameIndex(vocabulary), language: "en", year_now: 2025 };
  return shopperWishes(texts.slice(0, -1), texts.at(-1) ?? "", reading);
}

Deno.test("shopperWishes() tells two budgets of one message apart", () => {
  const both = wishes("me and my husband are looking, his budget is 26k and mine is 20");
  deepEqual(both?.asked, ["other", "me"]);
  equal(both?.word, "him");
  equal(both?.other.query.price_max_cents, 2_600_000);
  equal(both?.me.query.price_max_cents, 2_000_000);
});

Deno.test("shopperWishes() adds what each says later and hears of whom is asked", () => {
  const budgets = "her budget is 30k, mine 18k";
  const later = wishes(budgets, "she wants an suv", "and for me a sedan");
  deepEqual(later?.asked, ["me"]);
  equal(later?.other.query.body_style, "suv");
  deepEqual([later?.me.query.body_style, later?.me.query.price_max_cents], ["sedan", 1_800_000]);
});

for (
  const texts of [
    ["my husband and i want an suv under 30k"],
    ["my wife will come with me, i want a tacoma under 40k"],
    ["his budget is 26k and mine is 20", "i like the second one"],
    ["his budget is 26k and mine is 20", "are you open sunday"],
  ]
) {
  Deno.test(`shopperWishes() leaves ${JSON.stringify(texts.at(-1))} to any other rule`, () => {
    equal(wishes(...texts), null);
  });
}
