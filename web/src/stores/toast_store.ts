import { createModel, type ReadonlySignal, signal } from "@preact/signals";
import { toProblem } from "../api/api_problem.ts";

/** One short notice. Errors stay until dismissed. */
export interface Toast {
  readonly tone: "news" | "error";
  readonly text: string;
  readonly requestId: string | null;
  /** Takes back what the notice tells of. */
  readonly undo: (() => void) | null;
  /** What the button says instead of "Undo", for a notice that offers something. */
  readonly act?: string;
}

/** The notice on screen and the ways to change it. */
export interface ToastShape {
  readonly toast: ReadonlySignal<Toast | null>;
  tell(text: string, undo?: () => void): void;
  /** Offers something and stays until it is taken or another notice comes. */
  offer(text: string, act: string, take: () => void): void;
  /** Says what could not be done and why. */
  fail(what: string, error: unknown): void;
  dismiss(): void;
}

const STAYS_MS = 6_000;

/** Shows one notice at a time. */
export const ToastStore = createModel((): ToastShape => {
  const toast = signal<Toast | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (next: Toast | null): void => {
    clearTimeout(timer);
    toast.value = next;
  };
  return {
    toast,
    tell(text, undo): void {
      show({ tone: "news", text, requestId: null, undo: undo ?? null });
      timer = setTimeout(() => show(null), STAYS_MS);
    },
    offer: (text, act, take) => show({ tone: "news", text, requestId: null, undo: take, act }),
    fail(what, error): void {
      const problem = toProblem(error);
      show({
        tone: "error",
        text: `${what}. ${problem.message}.`,
        requestId: problem.requestId,
        undo: null,
      });
    },
    dismiss: () => show(null),
  };
});
/** Shows one notice at a time. */
export type ToastStore = InstanceType<typeof ToastStore>;

/** Why something was not done, in words for whoever asked for it. */
export function reasonOf(error: unknown): string {
  return toProblem(error).message;
}
