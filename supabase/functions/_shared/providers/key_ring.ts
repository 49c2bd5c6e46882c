import type OpenAI from "openai";
import { statusOf } from "./model_error.ts";

/** What the provider needs to know. */
export interface OpenAiAccess {
  /** The current key, then the previous one during a rotation. */
  readonly apiKeys: readonly [string, ...string[]];
  /** Any server that speaks chat completions; null for OpenAI's own. */
  readonly baseUrl: string | null;
  /** One request, its retries not counted. */
  readonly requestTimeoutMs?: number;
  /** Until the first piece of an answer. */
  readonly firstTokenMs?: number;
  /** All requests of one reply; past that the local intelligence answers. */
  readonly totalTimeoutMs?: number;
  readonly maxRetries?: number;
}

/** The keys of a rotation: the one that worked last is used first. */
export class KeyRing {
  readonly #access: OpenAiAccess;
  #first = 0;

  constructor(access: OpenAiAccess) {
    this.#access = access;
  }

  /** Works with one key and, when the server does not know it, with the other. */
  async use<Answer>(work: (client: OpenAI) => Promise<Answer>): Promise<Answer> {
    const { apiKeys, baseUrl, requestTimeoutMs } = this.#access;
    const { default: Client } = await import("openai");
    for (let tried = 0;; tried += 1) { // bound: the keys
      const at = (this.#first + tried) % apiKeys.length;
      const apiKey = apiKeys[at] ?? apiKeys[0];
      const options = { apiKey, baseURL: baseUrl, timeout: requestTimeoutMs ?? 15_000 };
      try {
        const answer = await work(new Client({ ...options, maxRetries: 0, logLevel: "off" }));
        this.#first = at;
        return answer;
      } catch (thrown) {
        if (statusOf(thrown) !== 401 || tried + 1 >= apiKeys.length) throw thrown;
      }
    }
  }
}
