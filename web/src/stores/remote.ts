import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type ApiProblem, toProblem } from "../api/api_problem.ts";

/** Something that is read from the server, as it stands now. */
export type Remote<Value> =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly problem: ApiProblem }
  | { readonly kind: "ready"; readonly value: Value };

/** One thing of the server's, kept here. */
export interface RemoteShape<Value> {
  readonly state: ReadonlySignal<Remote<Value>>;
  /** Reads it anew; what is shown stays until the answer comes, and after a failure too. */
  refresh(): Promise<void>;
  /** Reads it anew and shows that it does, for another question than before. */
  reload(): Promise<void>;
  /** Changes what is shown, where the server has it already. */
  patch(change: (value: Value) => Value): void;
  /**
   * Changes it at once on screen while the server is told; a refusal takes it back and is thrown.
   * What was read meanwhile may be from before, so it is not shown but read again.
   */
  change(change: (value: Value) => Value, tell: () => Promise<void>): Promise<void>;
}

/**
 * Keeps one thing of the server's; an answer older than what is shown is dropped. One that a later
 * question waits behind is not: news that comes faster than answers would leave the view grey.
 */
export function createRemote<Value>(read: () => Promise<Value>): RemoteShape<Value> {
  const state = signal<Remote<Value>>({ kind: "loading" });
  let [asked, answered] = [0, 0];
  let telling = 0;
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    try {
      const value = await read();
      if (mine <= answered || telling > 0) return;
      answered = mine;
      state.value = { kind: "ready", value };
    } catch (error) {
      if (mine <= answered || state.value.kind === "ready") return;
      answered = mine;
      state.value = { kind: "failed", problem: toProblem(error) };
    }
  };
  return {
    state,
    refresh: ask,
    reload(): Promise<void> {
      answered = asked;
      state.value = { kind: "loading" };
      return ask();
    },
    patch: (change) => void patch(state, change),
    async change(change, tell): Promise<void> {
      const undo = patch(state, change);
      telling += 1;
      try {
        await tell();
      } catch (error) {
        // What stands there now was made of this change: only the server knows what holds.
        if (!undo()) asked += 1;
        throw error;
      } finally {
        telling -= 1;
        // Whatever was asked until now may be answered as it was before.
        if (telling === 0 && asked > answered) {
          answered = asked;
          void ask();
        }
      }
    },
  };
}

/** Changes what is shown; the way back says whether it could be gone, or something newer stands there. */
function patch<Value>(
  state: Signal<Remote<Value>>,
  change: (value: Value) => Value,
): () => boolean {
  const before = state.value;
  if (before.kind !== "ready") return () => false;
  const after: Remote<Value> = { kind: "ready", value: change(before.value) };
  state.value = after;
  return () => {
    const isLast = state.value === after;
    if (isLast) state.value = before;
    return isLast;
  };
}
