/** `deno task eval`: plays the suite of threads and prints how well each mode answers them. */
import { logStep, say } from "../local/log.ts";
import { EVAL_CASES } from "./eval/cases.ts";
import { answerLocally } from "./eval/play_local.ts";
import { answerWithModel } from "./eval/play_model.ts";
import { evaluate, reportLines } from "./eval/report.ts";

if (import.meta.main) {
  const local = await evaluate(EVAL_CASES, answerLocally);
  say(reportLines("Local mode", local).join("\n"));
  const api_key = Deno.env.get("OPENAI_API_KEY") ?? "";
  if (api_key === "") {
    say("Model mode skipped: OPENAI_API_KEY is not set.");
  } else {
    const names = (Deno.env.get("OPENAI_MODEL") ?? "gpt-4o-mini").split(",");
    const models: [string, ...string[]] = [names[0] ?? "", ...names.slice(1)];
    const base_url = Deno.env.get("OPENAI_BASE_URL") ?? null;
    logStep(`asking ${names.join(", ")} for ${EVAL_CASES.length} threads`);
    const outcomes = await evaluate(EVAL_CASES, answerWithModel({ api_key, base_url, models }));
    say(reportLines(`Model mode (${names.join(", ")})`, outcomes).join("\n"));
  }
}
