import * as z from "zod/mini";
import { type Client, unwrap } from "./supabase.ts";

const Numbers = z.array(z.object({ e164: z.string() }));

/** The number a dealership may text to try itself; null once anybody has written, or without one. */
export async function readFirstText(
  supabase: Client,
  dealershipId: string,
): Promise<string | null> {
  const [talks, numbers] = await Promise.all([
    unwrap(supabase.from("inbox").select("id").eq("dealership_id", dealershipId).limit(1)),
    unwrap(
      supabase.from("phone_numbers").select("e164").eq("dealership_id", dealershipId)
        .eq("is_active", true).order("created_at").limit(1),
    ),
  ]);
  if (z.array(z.unknown()).parse(talks.data).length > 0) return null;
  return Numbers.parse(numbers.data)[0]?.e164 ?? null;
}
