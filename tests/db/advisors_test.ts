import assert from "node:assert/strict";
import { testDatabaseUrl } from "../support/stack.ts";

interface Advice {
  readonly severity: string;
  readonly category: string;
  readonly message: string;
}

/** Advice that we know and do not follow, with the reason. */
const KNOWN: readonly RegExp[] = [
  // A young database has used few of its indexes; the plans in bench/README.md judge them.
  /unusedIndex/,
  // Nobody but the owner and its definers may read these, so no policy exists on purpose.
  /rlsEnabledNoPolicy.*private\./,
  // messages_thread_idx leads with conversation_id, which alone finds the children.
  /unindexedForeignKeys.*messages_dealership_id_conversation_id_fkey/,
];

/** Run by npx: Deno's installer insists on binaries for every platform, and some are not published. */
const ADVISORS = ["-y", "@postgres-language-server/cli@0.25.5", "dblint"];

Deno.test("advisors ADV-01: Supabase's database advisors find nothing that we have not judged", async () => {
  const { stdout, stderr } = await new Deno.Command("npx", {
    args: [
      ...ADVISORS,
      `--connection-string=${await testDatabaseUrl()}`,
      "--reporter=json",
      "--max-diagnostics=1000",
    ],
    cwd: await Deno.makeTempDir(),
  }).output();
  const text = new TextDecoder().decode(stdout);
  const start = text.indexOf("{");
  assert.ok(start >= 0, new TextDecoder().decode(stderr));
  const { diagnostics } = JSON.parse(text.slice(start)) as { diagnostics: readonly Advice[] };
  const news = diagnostics.map(({ category, message }) => `${category} ${message}`)
    .filter((line) => !KNOWN.some((known) => known.test(line)));
  assert.deepEqual(news, []);
});
