import {
  type ArmPersona,
  type ExperimentRow,
  type ExperimentsApi,
  experimentsApi,
} from "../api/experiments_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The experiments of a dealership. */
export interface ExperimentsShape
  extends Omit<ExperimentsApi, "readExperiments" | "readArmPersonas"> {
  readonly experiments: RemoteShape<readonly ExperimentRow[]>;
  readonly personas: RemoteShape<readonly ArmPersona[]>;
}

/** The experiments of one dealership, over Supabase. */
export function experimentsOf(supabase: Client, dealershipId: string): ExperimentsShape {
  const api = experimentsApi(supabase, dealershipId);
  return {
    ...api,
    experiments: createRemote(api.readExperiments),
    personas: createRemote(api.readArmPersonas),
  };
}
