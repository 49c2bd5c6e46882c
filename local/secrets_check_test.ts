import { deepEqual, equal, throws } from "node:assert/strict";
import { join } from "node:path";
import { VARIABLES } from "../supabase/functions/_shared/platform/config.ts";
import { checkoutDir } from "./open_stack.ts";
import { checkSecrets } from "./secrets_check.ts";

const REST = { SUPABASE_URL: "http://127.0.0.1:54321", SUPABASE_SERVICE_ROLE_KEY: "service" };

Deno.test("checkSecrets: what is written as it should be needs no word", () => {
  const text =
    `# mail\nexport EMAIL_FROM="Oak\n<a@oak.example>"\n\nVAPID_SUBJECT='mailto:a@b.example'\r\n`;
  deepEqual(checkSecrets(text, REST), []);
});

Deno.test("checkSecrets: a line that is not read is named by its number, and no value is told", () => {
  const notes = checkSecrets(`EMAIL_FROM="two\nlines"\nOPENAI_API_KEY: sk-secret\n`, REST);
  deepEqual(notes, ["note: line 3 of supabase/functions/.env is no NAME=value"]);
});

Deno.test("checkSecrets: a name that nothing reads is told", () => {
  deepEqual(checkSecrets("OPENAI_KEY=sk-secret", REST), [
    "note: OPENAI_KEY in supabase/functions/.env is no variable that the functions read",
  ]);
});

Deno.test("checkSecrets: a value that would end every function stops the start", () => {
  throws(() => checkSecrets("OPENAI_BASE_URL=localhost:11434", REST), (error: Error) => {
    equal(error.message, "Cannot start: supabase/functions/.env has to be mended");
    equal(
      (error.cause as Error).message,
      "Cannot read the configuration: OPENAI_BASE_URL must be an address that begins with http:// or https://",
    );
    return true;
  });
});

Deno.test("checkSecrets: says what a real provider changes for the person at the machine", () => {
  deepEqual(checkSecrets("OPENAI_API_KEY=sk", REST), [
    "note: OPENAI_API_KEY is set: a model writes the replies",
  ]);
  const refused = "note: texts come from and go to Twilio: the phone simulator's are refused";
  deepEqual(checkSecrets("TWILIO_ACCOUNT_SID=AC1\nTWILIO_AUTH_TOKEN=t", REST), [refused]);
  deepEqual(checkSecrets("TWILIO_AUTH_TOKEN=t", REST), [
    refused,
    "note: no text leaves without both TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
  ]);
});

Deno.test("docs/operations.md names every variable that a person can set", async () => {
  const page = await Deno.readTextFile(join(checkoutDir(), "docs", "operations.md"));
  // Those of the platform are nobody's to set.
  const own = VARIABLES.filter((name) => !name.startsWith("SUPABASE_"));
  deepEqual(own.filter((name) => !page.includes(`\`${name}\``)), []);
});
