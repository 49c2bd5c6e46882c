/** What every part of the local stack is told; made once by main.ts. */
export interface StackConfig {
  /** Root of the checkout. */
  readonly projectDir: string;
  /** Where data, binaries, keys, logs and locks live; never inside a folder postgres cannot enter. */
  readonly stateDir: string;
  readonly ports: StackPorts;
  readonly keys: StackKeys;
}

/** Loopback ports; the defaults are those of `supabase start`. */
export interface StackPorts {
  readonly api: number;
  readonly postgres: number;
  readonly web: number;
  /** Inbox, phone simulator and the fakes at the network's edge. */
  readonly inbox: number;
}

/** The four API keys of a Supabase project, and the secret that signs its tokens (HS256). */
export interface StackKeys {
  /** `sb_publishable_…` */
  readonly publishable: string;
  /** `sb_secret_…` */
  readonly secret: string;
  /** Legacy JWT with role anon. */
  readonly anon: string;
  /** Legacy JWT with role service_role. */
  readonly serviceRole: string;
  readonly jwtSecret: string;
}

/** One running part of the stack. */
export interface Service {
  readonly name: string;
  stop(): Promise<void>;
}

export const DEFAULT_PORTS: StackPorts = { api: 54321, postgres: 54322, web: 54323, inbox: 54324 };

/** The loopback address of the API gateway, as clients use it. */
export function apiUrl(config: StackConfig): string {
  return `http://127.0.0.1:${config.ports.api}`;
}

/** The address of the local tools: inbox `/`, phone simulator `/phone`, fakes `/fakes/…`. */
export function inboxUrl(config: StackConfig): string {
  return `http://127.0.0.1:${config.ports.inbox}`;
}

/** A connection string for one database role; the server trusts loopback, so there is no password. */
export function databaseUrl(config: StackConfig, role = "postgres", database = "postgres"): string {
  return `postgresql://${role}@127.0.0.1:${config.ports.postgres}/${database}`;
}
