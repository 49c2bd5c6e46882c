import { z } from "zod";

/** What a `send_invitation` job carries. */
export const SendInvitationPayload = z.object({ invitation_id: z.guid() });

/** Answer of `load_invitation`; null when it was taken back, accepted or deleted meanwhile. */
export const LoadInvitationAnswer = z.nullable(z.object({
  email: z.string(),
  dealership_name: z.string(),
  /** True when somebody signs in with this address already. */
  has_account: z.boolean(),
}));
/** Answer of `load_invitation`. */
export type LoadInvitationAnswer = z.infer<typeof LoadInvitationAnswer>;
