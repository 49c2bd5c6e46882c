/** Calls back for every line of a stream; an unfinished last line counts as one. */
export async function eachLine(
  stream: ReadableStream<Uint8Array>,
  take: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream() as TextPair)) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  }
  if (rest !== "") take(rest);
}

/** TextDecoderStream reads any buffer; its type insists on one kind. */
type TextPair = ReadableWritablePair<string, Uint8Array>;
