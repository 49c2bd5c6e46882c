import { apiUrl, databaseUrl, type StackConfig } from "../config.ts";
import postgres from "postgres";
import {
  adminChangeUser,
  adminCreateUser,
  adminDeleteUser,
  adminGetUser,
  adminListUsers,
} from "./auth_admin.ts";
import type { AuthDeps } from "./auth_deps.ts";
import { AuthError, authErrorResponse } from "./auth_error.ts";
import {
  adminDeleteFactor,
  adminListFactors,
  challengeFactor,
  enrollFactor,
  unenrollFactor,
  verifyFactor,
} from "./auth_factors.ts";
import {
  followLink,
  getUser,
  sendOtp,
  signIn,
  signUp,
  type StockAuth,
  updateUser,
  verify,
} from "./auth_flows.ts";
import { generateLink, invite } from "./auth_links.ts";
import { type AuthMail, createAuthMailer, mailRedirects } from "./auth_mailer.ts";
import { requireServiceRole } from "./auth_request.ts";
import { createStockAuth, openAuthConnection } from "./auth_stock.ts";
import { refuseWithoutApiKey } from "./api_keys.ts";
import type { AuthSettings } from "./supabase_settings.ts";

/** A Supabase Auth below `/auth/v1`. */
export interface Auth {
  answer(request: Request): Promise<Response>;
  stop(): Promise<void>;
}

/** What Auth needs besides the stack's configuration. */
export interface AuthOptions {
  readonly settings: AuthSettings;
  readonly siteUrl: string;
  sendMail(mail: AuthMail): Promise<void>;
}

type Flow = (request: Request, deps: AuthDeps, stock: StockAuth) => Promise<Response>;
type Action = (request: Request, deps: AuthDeps, ids: readonly string[]) => Promise<Response>;

const BASE_PATH = "/auth/v1";
/** Links that a browser opens carry no key. */
const OPEN_PATHS = /^\/(verify|callback|authorize|health|\.well-known\/.*)$/;

/** Routes that complete what stock code does. */
const FLOWS: Readonly<Record<string, Flow>> = {
  "POST /token": signIn,
  "POST /signup": signUp,
  "POST /otp": sendOtp,
  "POST /magiclink": sendOtp,
  "POST /verify": verify,
  "GET /verify": followLink,
  "GET /user": getUser,
  "PUT /user": updateUser,
};

/** Routes that stock code lacks; `:id` stands for one segment. */
const ACTIONS: readonly { route: string; action: Action; isAdmin: boolean }[] = [
  { route: "GET /admin/users", action: adminListUsers, isAdmin: true },
  { route: "POST /admin/users", action: adminCreateUser, isAdmin: true },
  { route: "GET /admin/users/:id", action: adminGetUser, isAdmin: true },
  { route: "PUT /admin/users/:id", action: adminChangeUser, isAdmin: true },
  { route: "DELETE /admin/users/:id", action: adminDeleteUser, isAdmin: true },
  { route: "GET /admin/users/:id/factors", action: adminListFactors, isAdmin: true },
  { route: "DELETE /admin/users/:id/factors/:id", action: adminDeleteFactor, isAdmin: true },
  { route: "POST /admin/generate_link", action: generateLink, isAdmin: true },
  { route: "POST /invite", action: invite, isAdmin: true },
  { route: "POST /factors", action: enrollFactor, isAdmin: false },
  { route: "DELETE /factors/:id", action: unenrollFactor, isAdmin: false },
  { route: "POST /factors/:id/challenge", action: challengeFactor, isAdmin: false },
  { route: "POST /factors/:id/verify", action: verifyFactor, isAdmin: false },
];

/** Starts Auth as `supabase_auth_admin`. */
export async function startAuth(config: StackConfig, options: AuthOptions): Promise<Auth> {
  const { settings, siteUrl } = options;
  const issuer = `${apiUrl(config)}${BASE_PATH}`;
  const { connection, close } = await openAuthConnection(
    databaseUrl(config, "supabase_auth_admin"),
  );
  const hasher = postgres(databaseUrl(config, "supabase_admin"), {
    max: 1,
    fetch_types: false,
    onnotice: () => {},
  });
  const mailer = createAuthMailer({ issuer, siteUrl, send: options.sendMail });
  const { jwtSecret } = config.keys;
  const app = createStockAuth(connection, mailer, {
    jwtSecret,
    siteUrl,
    settings,
  });
  const deps: AuthDeps = {
    sql: connection.driver,
    settings,
    keys: config.keys,
    issuer,
    siteUrl,
    mailer,
    async hashPassword(password) {
      const [row] = await hasher<{ hash: string }[]>`
        select extensions.crypt(${password}, extensions.gen_salt('bf', 10)) as hash`;
      return row?.hash ?? "";
    },
  };
  return {
    answer: (request) => answer(request, deps, app.fetch),
    async stop() {
      await Promise.all([close(), hasher.end({ timeout: 1 })]);
    },
  };
}

async function answer(request: Request, deps: AuthDeps, stock: StockAuth): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.slice(BASE_PATH.length);
  const refusal = OPEN_PATHS.test(path) ? null : refuseWithoutApiKey(request, deps.keys);
  if (refusal !== null) return refusal;
  const redirectTo = url.searchParams.get("redirect_to") || deps.siteUrl;
  try {
    return await mailRedirects.run(redirectTo, () => dispatch(request, path, deps, stock));
  } catch (error) {
    if (error instanceof AuthError) return authErrorResponse(error);
    throw error;
  }
}

async function dispatch(
  request: Request,
  path: string,
  deps: AuthDeps,
  stock: StockAuth,
): Promise<Response> {
  const flow = FLOWS[`${request.method} ${path}`];
  if (flow !== undefined) return await flow(request, deps, stock);
  for (const { route, action, isAdmin } of ACTIONS) {
    const ids = matchRoute(route, `${request.method} ${path}`);
    if (ids === null) continue;
    if (isAdmin) await requireServiceRole(request, deps);
    return await action(request, deps, ids);
  }
  return await stock(request);
}

/** Compares a request with a route; gives the segments that stand for `:id`, or null. */
function matchRoute(route: string, asked: string): string[] | null {
  const wanted = route.split("/");
  const given = asked.split("/");
  if (wanted.length !== given.length) return null;
  const isMatch = wanted.every((segment, at) => segment === ":id" || segment === given[at]);
  return isMatch ? given.filter((_, at) => wanted[at] === ":id") : null;
}
