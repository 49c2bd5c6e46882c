/** A server that speaks streamed chat completions for the tests; nothing deployed imports this. */
import { type FakeServer, fakeServer, type Heard } from "./fakes.ts";

/** What the model does in one round. */
export type ModelTurn =
  | { readonly say: string; readonly finish?: string }
  | { readonly call: readonly { readonly name: string; readonly args: unknown }[] }
  | { readonly answer: () => Response | Promise<Response> };

/** A turn in which the model gives a finished structured answer. */
export function saying(reply: string, confidence = 0.9): ModelTurn {
  const rest = { intents: [], evidence: [], handover: null, summary: null };
  return { say: JSON.stringify({ content: reply, language: "en", confidence, ...rest }) };
}

/** Plays the turns in order, one per request; the last one repeats. It offers neither moderation nor embeddings unless told. */
export function fakeOpenAi(
  turns: readonly ModelTurn[],
  moderation: () => Response = () =>
    Response.json({ error: { message: "no moderation here" } }, { status: 404 }),
  embeddings: ((heard: Heard) => Response) | null = null,
): FakeServer {
  let next = 0;
  const server = fakeServer((heard) => {
    if (heard.path.endsWith("/moderations")) {
      server.heard.splice(server.heard.indexOf(heard), 1);
      return moderation();
    }
    if (heard.path.endsWith("/embeddings")) {
      server.heard.splice(server.heard.indexOf(heard), 1);
      return embeddings === null ? new Response("{}", { status: 404 }) : embeddings(heard);
    }
    const turn = turns[Math.min(next, turns.length - 1)];
    next += 1;
    if (turn === undefined) return new Response("no turn", { status: 500 });
    return "answer" in turn ? turn.answer() : streamed(chunksOf(turn));
  });
  return server;
}

/** The body of the nth request the model heard. */
export function requestOf(server: FakeServer, index: number): {
  model: string;
  messages: { role: string; content: string | null; tool_call_id?: string }[];
  tools: { function: { name: string; parameters: Record<string, unknown> } }[];
  tool_choice: string;
  temperature: number;
  max_tokens: number;
} {
  return JSON.parse(server.heard[index]?.body ?? "null");
}

/** A server-sent event stream of chunks, cut off before its end if asked. */
export function streamed(chunks: readonly unknown[], whole = true): Response {
  const lines = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`);
  if (whole) lines.push("data: [DONE]\n\n");
  return new Response(lines.join(""), { headers: { "content-type": "text/event-stream" } });
}

/** The chunks of one turn, its text split in pieces as a model sends it. */
export function chunksOf(turn: Exclude<ModelTurn, { answer: unknown }>): unknown[] {
  const deltas = "say" in turn ? pieces(turn.say).map((content) => ({ content })) : [
    {
      tool_calls: turn.call.map(({ name, args }, index) => ({
        index,
        id: `call_${index}`,
        type: "function",
        function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
      })),
    },
  ];
  const finish = "say" in turn ? turn.finish ?? "stop" : "tool_calls";
  return [
    chunk({ role: "assistant", content: "" }, null),
    ...deltas.map((delta) => chunk(delta, null)),
    chunk({}, finish),
    {
      ...chunk({}, null),
      choices: [],
      usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
    },
  ];
}

function chunk(delta: unknown, finish_reason: string | null): Record<string, unknown> {
  return {
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "test-model-1",
    choices: [{ index: 0, delta, finish_reason }],
  };
}

function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,12}/g) ?? [];
}

/** What `/embeddings` answers: for each text a direction that its words decide. */
export function embeddingsOf(heard: Heard): Response {
  const { input } = JSON.parse(heard.body) as { input: string[] };
  const data = input.map((text, index) => ({
    object: "embedding",
    index,
    embedding: directionOf(text),
  }));
  // In another order than asked, as the protocol allows.
  const usage = { prompt_tokens: 100 * input.length, total_tokens: 100 * input.length };
  return Response.json({ object: "list", data: data.reverse(), model: "test", usage });
}

/** Texts with a word in common point nearly the same way. */
function directionOf(text: string): number[] {
  const values = new Array<number>(384).fill(0);
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
    const at = [...word].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 384, 7);
    values[at] = (values[at] ?? 0) + 3;
  }
  return values;
}
