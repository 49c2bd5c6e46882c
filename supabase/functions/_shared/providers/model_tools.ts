import type { ChatCompletionMessageParam } from "openai/resources/chat/completions/completions.js";
import { z } from "zod";
import type { ToolCall } from "../contract/reply.ts";
import type { CollectedCall } from "./collect_completion.ts";

/** A tool the model may call; its arguments are parsed before it runs. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: z.ZodType;
  /** Runs with parsed arguments; what it returns goes to the model as JSON. */
  run(args: unknown): Promise<unknown>;
}

/** Makes a tool whose `run` sees its arguments as their schema's type. */
export function modelTool<Schema extends z.ZodType>(tool: {
  name: string;
  description: string;
  parameters: Schema;
  run(args: z.output<Schema>): Promise<unknown>;
}): ModelTool {
  return { ...tool, run: (args) => tool.run(tool.parameters.parse(args)) };
}

const MAX_RESULT_CHARS = 6_000;

/** Runs one call; what goes wrong is told to the model, which may correct itself in the next round. */
export async function runTool(
  call: CollectedCall,
  tools: readonly ModelTool[],
): Promise<{ content: string; told: ToolCall }> {
  const startedAt = performance.now();
  const answer = (outcome: string, result: unknown) => ({
    content: JSON.stringify(result).slice(0, MAX_RESULT_CHARS),
    told: {
      name: call.name.slice(0, 60),
      outcome,
      ms: Math.round(performance.now() - startedAt),
    },
  });
  const tool = tools.find((one) => one.name === call.name);
  if (tool === undefined) return answer("unknown_tool", { error: "there is no such tool" });
  const args = tool.parameters.safeParse(parseJson(call.args));
  if (!args.success) {
    const wrong = args.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    return answer("bad_arguments", { error: `bad arguments: ${wrong.join("; ")}`.slice(0, 500) });
  }
  return answer("ok", await tool.run(args.data));
}

/** The calls of one round as the next request repeats them. */
export function callsMessage(calls: readonly CollectedCall[]): ChatCompletionMessageParam {
  return {
    role: "assistant",
    content: null,
    tool_calls: calls.map(({ id, name, args }) => ({
      id,
      type: "function",
      function: { name, arguments: args },
    })),
  };
}

/** A zod schema as strict structured output takes it. */
export function schemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema);
  return rest;
}

/** Parses JSON that a model wrote; null when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
