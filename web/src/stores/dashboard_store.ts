import type { Client } from "../api/supabase.ts";
import {
  type AiHealth,
  type Appointment,
  type Dashboard,
  type DashboardApi,
  dashboardApi,
  type Happening,
  type May,
  type Setup,
} from "../api/dashboard_api.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** What the dashboard shows beside the waiting list. */
export interface DashboardShape {
  readonly dashboard: RemoteShape<Dashboard | null>;
  readonly appointments: RemoteShape<readonly Appointment[]>;
  readonly lateLeads: RemoteShape<number>;
  readonly happenings: RemoteShape<readonly Happening[]>;
  readonly health: RemoteShape<AiHealth>;
  readonly setup: RemoteShape<Setup>;
  refresh(): void;
  /** Reads everything anew soon; many calls in a row are one read. */
  refreshSoon(): void;
  stop(): void;
}

const SOON_MS = 2_000;
const AHEAD_MS = 48 * 3_600_000;

/** Keeps the parts of the dashboard, each of which may fail alone. */
export function createDashboard(api: DashboardApi, may: May): DashboardShape {
  const dashboard = createRemote(api.readDashboard);
  const appointments = createRemote(() => {
    const now = Date.now();
    return api.readAppointments(
      new Date(now).toISOString(),
      new Date(now + AHEAD_MS).toISOString(),
    );
  });
  const lateLeads = createRemote(api.readLateLeads);
  const happenings = createRemote(api.readHappenings);
  const health = createRemote(() => api.readHealth(may));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    timer = undefined;
    for (const part of [dashboard, appointments, lateLeads, happenings, health]) {
      void part.refresh();
    }
  };
  return {
    dashboard,
    appointments,
    lateLeads,
    happenings,
    health,
    setup: createRemote(api.readSetup),
    refresh,
    refreshSoon: () => timer ??= setTimeout(refresh, SOON_MS),
    stop: () => clearTimeout(timer),
  };
}

/** The same over Supabase, for one dealership. */
export function dashboardOf(
  may: May,
): (supabase: Client, dealershipId: string) => DashboardShape {
  return (supabase, dealershipId) => createDashboard(dashboardApi(supabase, dealershipId), may);
}
