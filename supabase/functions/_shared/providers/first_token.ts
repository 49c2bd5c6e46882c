import { ModelError } from "./model_error.ts";

/** Passes a stream on, but gives up when its first piece or any later one takes too long. */
export async function* withinPace<Chunk>(
  stream: AsyncIterable<Chunk>,
  pace: { readonly firstMs: number; readonly nextMs: number },
  giveUp: () => void,
): AsyncGenerator<Chunk> {
  const pieces = stream[Symbol.asyncIterator]();
  let isFirst = true;
  try {
    while (true) {
      const piece = await before(pieces.next(), isFirst ? pace.firstMs : pace.nextMs, isFirst);
      if (piece.done === true) return;
      isFirst = false;
      yield piece.value;
    }
  } catch (thrown) {
    giveUp();
    throw thrown;
  }
}

async function before<Value>(work: Promise<Value>, ms: number, isFirst: boolean): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new ModelError(isFirst ? "slow_start" : "timeout")),
    ms,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    // The loser of the race may still fail later; nobody waits for it any more.
    work.catch(() => {});
  }
}
