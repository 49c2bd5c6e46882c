import { type ReadonlySignal, signal } from "@preact/signals";
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
  /** Changes it at once on screen and returns the way back. */
  patch(change: (value: Value) => Value): () => void;
}

/** Keeps one thing of the server's; an answer that comes after a later question is dropped. */
export function createRemote<Value>(read: () => Promise<Value>): RemoteShape<Value> {
  const state = signal<Remote<Value>>({ kind: "loading" });
  let asked = 0;
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    try {
      const value = await read();
      if (mine === asked) state.value = { kind: "ready", value };
    } catch (error) {
      if (mine !== asked || state.value.kind === "ready") return;
      state.value = { kind: "failed", problem: toProblem(error) };
    }
  };
  return {
    state,
    refresh: ask,
    reload(): Promise<void> {
      state.value = { kind: "loading" };
      return ask();
    },
    patch(change): () => void {
      const before = state.value;
      if (before.kind !== "ready") return () => {};
      const after: Remote<Value> = { kind: "ready", value: change(before.value) };
      state.value = after;
      return () => {
        if (state.value === after) state.value = before;
      };
    },
  };
}
