import type { ModelCall, ToolCall } from "../contract/reply.ts";
import type { Prompt } from "../domain/prompt.ts";
import type { ModelTool } from "./model_tools.ts";

/** What one reply is written from. */
export interface ModelRequest {
  /** Tried in this order; never empty. */
  readonly models: readonly string[];
  readonly prompt: Prompt;
  readonly tools: readonly ModelTool[];
  readonly temperature: number;
  readonly max_tokens: number;
  /** Aborts when the job is no longer ours. */
  readonly signal: AbortSignal;
  /** Every call and every tool is told here, also when the reply fails in the end. */
  readonly trace: ModelTrace;
  /** Called with all that was written so far, as it grows; a new request starts anew. */
  readonly onText?: (written: string) => void;
  /** Called before another model starts over, so that what its forerunner gathered is forgotten. */
  readonly onRestart?: () => void;
}

/** What was done for one reply. */
export interface ModelTrace {
  readonly calls: ModelCall[];
  readonly tools: ToolCall[];
}
