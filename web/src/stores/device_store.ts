import { type DeviceApi, deviceApi, type OwnPhone, type PushState } from "../api/device_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** What reaches a person outside of the app, each part read when it is shown. */
export interface DeviceShape extends Omit<DeviceApi, `read${string}`> {
  readonly push: RemoteShape<PushState>;
  readonly phone: RemoteShape<OwnPhone>;
}

/** The devices of one person, over Supabase and the browser. */
export function deviceOf(supabase: Client, dealershipId: string): DeviceShape {
  const { readPush, readPhone, ...acts } = deviceApi(supabase, dealershipId);
  return { ...acts, push: createRemote(readPush), phone: createRemote(readPhone) };
}
