import * as z from "zod/mini";

/** A message that was not stored yet when the page was left. */
export const KeptSending = z.object({
  clientId: z.string(),
  written: z.enum(["reply", "note"]),
  conversationId: z.string(),
  content: z.string(),
  files: z.catch(
    z.readonly(z.array(z.object({ path: z.string(), name: z.string(), type: z.string() }))),
    [],
  ),
  draftId: z.nullable(z.string()),
  seenMessageId: z.nullable(z.number()),
  writtenAt: z.number(),
  /** The server refused it: only the person sends it again. */
  isRefused: z.boolean(),
});
/** A message that was not stored yet when the page was left. */
export type KeptSending = z.infer<typeof KeptSending>;

/** Reads what the browser kept; what is not readable any more is let go. */
export function readKept(text: string | null): readonly KeptSending[] {
  if (text === null) return [];
  try {
    return z.array(KeptSending).parse(JSON.parse(text));
  } catch {
    return [];
  }
}
