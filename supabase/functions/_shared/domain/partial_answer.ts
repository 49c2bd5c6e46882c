/**
 * The message so far in a structured answer that is still being written: the value of its "content",
 * as far as it can be read. A server without structured output writes the bare text.
 */
export function partialContent(written: string): string {
  const text = written.trimStart();
  if (text === "" || !text.startsWith("{")) return /^[[`]/.test(text) ? "" : text;
  const found = /"content"\s*:\s*"((?:[^"\\]|\\.)*)/s.exec(text)?.[1] ?? "";
  // An escape may be cut in two: \u00e9 after \u00.
  return JSON.parse(
    `"${found.replace(/\\u[0-9a-fA-F]{0,3}$/, "").replace(/\p{Cc}/gu, " ")}"`,
  );
}
