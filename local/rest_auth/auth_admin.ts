import type { AuthDeps } from "./auth_deps.ts";
import { userNotFound, validationFailed } from "./auth_error.ts";
import {
  emailField,
  type JsonBody,
  jsonBody,
  objectField,
  textField,
  uuidOf,
} from "./auth_request.ts";
import { findUser, listUsers } from "./auth_user.ts";
import {
  changeUser,
  createUser,
  deleteUser,
  requirePassword,
  type UserChanges,
} from "./auth_user_changes.ts";

/** `GET /admin/users`: one page, with the total and links that the client reads. */
export async function adminListUsers(request: Request, deps: AuthDeps): Promise<Response> {
  const url = new URL(request.url);
  const page = positive(url.searchParams.get("page"), 1);
  const limit = Math.min(positive(url.searchParams.get("per_page"), 50), 1000);
  const { users, total } = await listUsers(deps.sql, { limit, offset: (page - 1) * limit });
  const lastPage = Math.max(1, Math.ceil(total / limit));
  const links = [...(page < lastPage ? [[page + 1, "next"]] : []), [lastPage, "last"]];
  return Response.json({ users, aud: "authenticated" }, {
    headers: {
      "x-total-count": String(total),
      link: links.map(([to, rel]) => {
        return `<${url.pathname}?page=${to}&per_page=${limit}>; rel="${rel}"`;
      }).join(", "),
    },
  });
}

/** `POST /admin/users`. */
export async function adminCreateUser(request: Request, deps: AuthDeps): Promise<Response> {
  const changes = await userChanges(request, deps);
  if (changes.email === undefined) throw validationFailed("Cannot create a user without an email");
  return Response.json(await createUser({ ...changes, email: changes.email }, deps));
}

/** `GET /admin/users/:id`. */
export async function adminGetUser(
  _request: Request,
  deps: AuthDeps,
  ids: readonly string[],
): Promise<Response> {
  const user = await findUser(deps.sql, uuidOf(ids[0] ?? ""));
  if (user === null) throw userNotFound();
  return Response.json(user);
}

/** `PUT /admin/users/:id`. */
export async function adminChangeUser(
  request: Request,
  deps: AuthDeps,
  ids: readonly string[],
): Promise<Response> {
  const changes = await userChanges(request, deps);
  return Response.json(await changeUser(uuidOf(ids[0] ?? ""), changes, deps));
}

/** `DELETE /admin/users/:id`. */
export async function adminDeleteUser(
  request: Request,
  deps: AuthDeps,
  ids: readonly string[],
): Promise<Response> {
  const body = await jsonBody(request);
  await deleteUser(uuidOf(ids[0] ?? ""), body["should_soft_delete"] === true, deps);
  return Response.json({});
}

async function userChanges(request: Request, deps: AuthDeps): Promise<UserChanges> {
  const body = await jsonBody(request);
  const id = textField(body, "id");
  const password = textField(body, "password");
  return {
    id: id === null ? undefined : uuidOf(id),
    email: emailField(body) ?? undefined,
    phone: textField(body, "phone") ?? undefined,
    password: password === null ? undefined : requirePassword(password, deps),
    role: textField(body, "role") ?? undefined,
    isEmailConfirmed: body["email_confirm"] === true,
    userMetadata: metadata(body, "user_metadata"),
    appMetadata: metadata(body, "app_metadata"),
    banDuration: textField(body, "ban_duration") ?? undefined,
  };
}

function metadata(body: JsonBody, name: string): Record<string, unknown> | undefined {
  return objectField(body[name]) ?? undefined;
}

function positive(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
}
