interface EdgeRuntimeLike {
  waitUntil(promise: Promise<unknown>): void;
}

/**
 * Keeps the worker alive until the promise settles, after the answer has left.
 *
 * The hosted runtime offers `EdgeRuntime.waitUntil`; where it is missing the process outlives its
 * answers anyway.
 */
export function inBackground(promise: Promise<unknown>): void {
  const runtime = (globalThis as { EdgeRuntime?: EdgeRuntimeLike }).EdgeRuntime;
  runtime?.waitUntil(promise);
}

/** Calls back when the platform announces the end of this worker (time, memory or CPU spent). */
export function onUnload(callback: () => void): void {
  globalThis.addEventListener("beforeunload", callback);
}
