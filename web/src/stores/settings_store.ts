import type { Client } from "../api/supabase.ts";
import {
  type Entry,
  type OpenHours,
  type Preference,
  type Rules,
  type SettingsApi,
  settingsApi,
} from "../api/settings_api.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** Everything that can be set, each part read when its section opens. */
export interface SettingsShape extends Omit<SettingsApi, `read${string}`> {
  readonly preferences: RemoteShape<readonly Preference[]>;
  readonly hours: RemoteShape<readonly OpenHours[]>;
  readonly rules: RemoteShape<Rules>;
  readonly entries: RemoteShape<readonly Entry[]>;
}

/** The settings of one person at one dealership, over Supabase. */
export function settingsOf(
  supabase: Client,
  dealershipId: string,
  me: string,
): SettingsShape {
  const api = settingsApi(supabase, dealershipId, me);
  return {
    ...api,
    preferences: createRemote(api.readPreferences),
    hours: createRemote(api.readHours),
    rules: createRemote(api.readRules),
    entries: createRemote(api.readEntries),
  };
}
