/** A provider and its fake server for the tests of the model; nothing deployed imports this. */
import { z } from "zod";
import type { OpenAiAccess } from "../providers/key_ring.ts";
import type { ModelTrace } from "../providers/model_request.ts";
import { modelTool } from "../providers/model_tools.ts";
import { type ModelResult, openAiProvider } from "../providers/openai.ts";
import type { FakeServer } from "./fakes.ts";
import { fakeOpenAi, type ModelTurn } from "./openai.ts";

/** Arguments the lookup tool was called with, since the last `withModel`. */
export const asked: unknown[] = [];
/** A tool that notes what it is asked. */
export const LOOKUP = modelTool({
  name: "lookup",
  description: "Looks a unit up",
  parameters: z.object({ stock_number: z.string(), year: z.number().int().nullable() }),
  run: (args) => {
    asked.push(args);
    return Promise.resolve({ price: "$31,480" });
  },
});

/** One provider against its fake server. */
export interface Played {
  readonly server: FakeServer;
  readonly trace: ModelTrace;
  write(signal?: AbortSignal): Promise<ModelResult>;
}

/** Plays the turns to a provider with little patience. */
export async function withModel(
  turns: readonly ModelTurn[],
  play: (played: Played) => Promise<void>,
  access: Partial<OpenAiAccess> = {},
  models: readonly string[] = ["test-model"],
): Promise<void> {
  await using server = fakeOpenAi(turns);
  asked.length = 0;
  const trace: ModelTrace = { calls: [], tools: [] };
  const provider = openAiProvider({
    apiKeys: ["sk-test"],
    baseUrl: `${server.url}/v1`,
    maxRetries: 1,
    requestTimeoutMs: 300,
    totalTimeoutMs: 2_000,
    ...access,
  });
  const write = (signal = new AbortController().signal) =>
    provider.write({
      models,
      prompt: { system: "Be brief.", turns: [{ role: "user", content: "hi" }] },
      tools: [LOOKUP],
      temperature: 0.3,
      max_tokens: 200,
      signal,
      trace,
    });
  await play({ server, trace, write });
}
