import type { ApiProblem } from "../api/api_problem.ts";

/** How reading something from the server stands. */
export type LoadState =
  | { readonly kind: "idle" }
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly problem: ApiProblem };

/** Nothing is on its way. */
export const IDLE: LoadState = { kind: "idle" };
/** An answer is awaited. */
export const LOADING: LoadState = { kind: "loading" };
