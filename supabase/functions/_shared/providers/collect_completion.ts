import type { ChatCompletionChunk } from "openai/resources/chat/completions/completions.js";

/** One function call of the model, its arguments still as the text it wrote. */
export interface CollectedCall {
  readonly id: string;
  readonly name: string;
  readonly args: string;
}

/** A streamed completion put together again. */
export interface CollectedCompletion {
  readonly model: string;
  readonly content: string;
  readonly refused: boolean;
  readonly calls: readonly CollectedCall[];
  /** Null when the stream ended before the model did. */
  readonly finish_reason: string | null;
  readonly tokens: { readonly input: number; readonly output: number };
}

/**
 * Puts a streamed completion together.
 *
 * The client's own helper parses structured output and tool arguments on the way and throws on
 * half a JSON object, which a caller could not tell from a broken connection.
 */
export async function collectCompletion(
  stream: AsyncIterable<ChatCompletionChunk>,
  onText: (written: string) => void = () => {},
): Promise<CollectedCompletion> {
  const calls = new Map<number, { id: string; name: string; args: string }>();
  let [model, content, refused] = ["", "", false];
  let finish_reason: string | null = null;
  let tokens = { input: 0, output: 0 };
  for await (const chunk of stream) {
    model ||= chunk.model ?? "";
    if (chunk.usage) {
      tokens = { input: chunk.usage.prompt_tokens, output: chunk.usage.completion_tokens };
    }
    const choice = chunk.choices?.[0];
    if (choice === undefined) continue;
    content += choice.delta?.content ?? "";
    if (choice.delta?.content) onText(content);
    refused ||= Boolean(choice.delta?.refusal);
    finish_reason = choice.finish_reason ?? finish_reason;
    for (const part of choice.delta?.tool_calls ?? []) {
      const call = calls.get(part.index) ?? { id: "", name: "", args: "" };
      call.id ||= part.id ?? "";
      call.name ||= part.function?.name ?? "";
      call.args += part.function?.arguments ?? "";
      calls.set(part.index, call);
    }
  }
  return { model, content, refused, calls: [...calls.values()], finish_reason, tokens };
}
