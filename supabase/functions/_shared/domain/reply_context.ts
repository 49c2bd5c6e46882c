import type { ReplyContext } from "../contract/intelligence.ts";
import type { LoadedReply } from "../contract/reply.ts";

/** The view of a loaded conversation that the intelligence works on. */
export function toReplyContext(loaded: LoadedReply): ReplyContext {
  const { dealership, persona } = loaded;
  return {
    conversation_id: loaded.conversation.id,
    channel: loaded.conversation.channel,
    ...(loaded.voice === undefined ? {} : { voice: loaded.voice }),
    dealership: {
      id: dealership.id,
      name: dealership.name,
      timezone: dealership.timezone,
      phone: dealership.contact_phone,
      address: dealership.address_line,
      city: dealership.city,
      region: dealership.region,
    },
    hours: loaded.hours,
    holidays: loaded.holidays,
    // A dealership may have switched its last persona off; the shopper still gets an answer.
    persona: {
      id: persona?.id ?? "",
      name: persona?.name ?? "Assistant",
      personality_traits: persona?.personality_traits ?? {},
      response_style: persona?.response_style ?? {},
    },
    customer: {
      first_name: loaded.customer?.first_name || null,
      preferred_language: loaded.customer?.preferred_language ?? null,
    },
    messages: loaded.messages,
    pending: loaded.pending,
    focus_vehicle_id: loaded.focus_vehicle_id,
    inventory_vocabulary: loaded.vocabulary,
    now: loaded.now,
  };
}
