import { strictEqual as equal } from "node:assert";
import { fillPrompt, TEMPLATE_VARIABLES, unknownVariable } from "./template_variables.ts";

Deno.test("fillPrompt() fills each variable, however it is spaced, and reads no value as a template", () => {
  const values = { persona_name: "Rylie", dealership_name: "{{persona_name}} $& Toyota" };
  equal(
    fillPrompt("You are {{persona_name}} of {{ dealership_name }}.", values),
    "You are Rylie of {{persona_name}} $& Toyota.",
  );
});

Deno.test("unknownVariable() names what nothing would fill", () => {
  equal(unknownVariable(TEMPLATE_VARIABLES.map((name) => `{{ ${name} }}`).join("")), null);
  equal(unknownVariable("{{persona_name}} {{customer name}}"), "customer name");
});
