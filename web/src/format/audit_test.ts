import { equal } from "node:assert/strict";
import { ES } from "../i18n/es.ts";
import { speak } from "../i18n/t.ts";
import { auditValue, auditWords } from "./audit.ts";

Deno.test("auditWords() says what was done to what, also of a table it does not know", () => {
  equal(auditWords("insert", "message_templates"), "Added: a template");
  equal(auditWords("UPDATE", "memberships"), "Changed: a person's role");
  equal(auditWords("delete", "new_things"), "Deleted: new things");
  speak("es", ES);
  equal(auditWords("update", "memberships"), "Cambió: la función de una persona");
  speak("en", {});
});

const ZONE = "America/New_York";

Deno.test("auditValue() writes values as a person does", () => {
  equal(auditValue(true, ZONE), "Yes");
  equal(auditValue(null, ZONE), "nothing");
  equal(auditValue("manager", ZONE), "manager");
  equal(auditValue(["sms"], ZONE), '["sms"]');
  equal(auditValue("2026-11-22T08:19:40.659788+00:00", ZONE), "Sun, Nov 22, 2026, 3:19 am");
});
