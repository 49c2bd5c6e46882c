import { deepEqual } from "node:assert/strict";
import { replyContext } from "./intelligence_fixtures.ts";
import { foldText } from "./text.ts";
import { nameIndex, vehicleMentions } from "./vehicle_names.ts";

const INDEX = nameIndex(replyContext().inventory_vocabulary);

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["do you still have the blue RAV4?", ["Toyota RAV4"]],
  ["rav 4", ["Toyota RAV4"]],
  ["rav-4 hybrid", ["Toyota RAV4 Hybrid"]],
  ["camery", ["Toyota Camry"]],
  ["any camrys", ["Toyota Camry"]],
  ["toyata corrola", ["Toyota Corolla"]],
  ["corolla cross", ["Toyota Corolla Cross"]],
  ["f150", ["Ford F-150"]],
  ["F 150s", ["Ford F-150"]],
  ["crv", ["Honda CR-V"]],
  ["cr v", ["Honda CR-V"]],
  ["2021 f-150 or 2022 tacoma", ["2021 Ford F-150", "2022 Toyota Tacoma"]],
  ["ford escape 2021", ["2021 Ford Escape"]],
  ["do you have an escape", ["Ford Escape"]],
  ["need to escape the city", []],
  ["would it fit a stroller", []],
  ["honda fit", ["Honda Fit"]],
  ["BMW X5?", ["BMW X5"]],
  ["chevy silverado", ["Chevrolet Silverado"]],
  ["mazda 3", ["Mazda Mazda3"]],
  ["range rover", ["Land Rover Range Rover"]],
  ["I live in Tucson", []],
  ["hunday tucson", ["Hyundai Tucson"]],
  ["is there a 4 door", []],
  ["what models do you have", []],
  ["I'd like to explore options", []],
  ["can you carry me", []],
  ["it costs an arm", []],
  ["mini van", []],
  ["I have a 2018 Civic to trade for a rav4", ["owned 2018 Honda Civic", "Toyota RAV4"]],
  ["trade my 2018 honda civic", ["owned 2018 Honda Civic"]],
  ["my camry has 100k miles", ["owned Toyota Camry"]],
  ["tengo un corolla 2015", ["owned 2015 Toyota Corolla"]],
  ["do you have a honda civic", ["Honda Civic"]],
];

for (const [text, expected] of CASES) {
  Deno.test(`vehicleMentions: ${text}`, () => {
    const found = vehicleMentions(foldText(text), INDEX).map((one) => {
      const owned = one.role === "owned" ? "owned" : null;
      return [owned, one.year, one.make, one.model].filter((part) => part !== null).join(" ");
    });
    deepEqual(found, expected);
  });
}
