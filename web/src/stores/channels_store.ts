import { type ChannelsApi, channelsApi, type WidgetSettings } from "../api/channels_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The channels that can be set, read when their section opens. */
export interface ChannelsShape extends Pick<ChannelsApi, "save"> {
  readonly widget: RemoteShape<WidgetSettings>;
}

/** The channels of one dealership, over Supabase. */
export function channelsOf(supabase: Client, dealershipId: string): ChannelsShape {
  const api = channelsApi(supabase, dealershipId);
  return { save: api.save, widget: createRemote(api.read) };
}
