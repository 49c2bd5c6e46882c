import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert";
import { fillTemplate, MERGE_FIELDS, unknownMergeField } from "./merge_fields.ts";

Deno.test("fillTemplate() fills what is known, however the braces are spaced", () => {
  const filled = fillTemplate(
    "Hi {{customer_first_name}}, {{ staff_name }} at {{dealership_name}}",
    {
      customer_first_name: "Lee",
      staff_name: "Ana",
      dealership_name: "Oak",
    },
  );
  deepEqual(filled, { text: "Hi Lee, Ana at Oak", missing: [] });
});

Deno.test("fillTemplate() leaves a field nobody knows in place and names it once", () => {
  const filled = fillTemplate("{{vehicle}}? Yes, {{vehicle}}, {{customer_name}}", {
    vehicle: null,
    customer_name: "  ",
  });
  deepEqual(filled, {
    text: "{{vehicle}}? Yes, {{vehicle}}, {{customer_name}}",
    missing: ["vehicle", "customer_name"],
  });
});

Deno.test("fillTemplate() does not read a value as a template", () => {
  const filled = fillTemplate("Hi {{customer_name}}", { customer_name: "{{staff_name}} $& $1" });
  deepEqual(filled, { text: "Hi {{staff_name}} $& $1", missing: [] });
});

Deno.test("unknownMergeField() names the first field that nothing fills", () => {
  equal(unknownMergeField(MERGE_FIELDS.map((field) => `{{${field}}}`).join(" ")), null);
  equal(unknownMergeField("Hi {{ custmer_name }} {{x}}"), "custmer_name");
  equal(unknownMergeField("{{}}"), "");
});
