import { jwtVerify, SignJWT } from "jose";
import type { JWTPayload } from "jose";
import { findObject, objectResponse } from "./download.ts";
import type { BodyRequest } from "./object_changes.ts";
import { SERVICE } from "./storage_caller.ts";
import {
  findBucket,
  type ObjectPlace,
  type ObjectRequest,
  readJson,
  type StorageContext,
} from "./storage_context.ts";
import { badRequest, StorageError } from "./storage_error.ts";
import { ownerOf, requireUpload, storeUpload } from "./upload.ts";

const UPLOAD_TOKEN_S = 2 * 3600;
const NOT_FOUND = "Either the object does not exist or you do not have access to it";

/** Signs an address under which an object that the caller may read is open to anybody for a time. */
export async function signUrl({ request, ...asked }: ObjectRequest): Promise<Response> {
  const seconds = lifetime(await readJson(request));
  await findObject(asked.place, asked.caller, "storage.object.sign", asked.context);
  return Response.json({ signedURL: await signedPath(asked.place, seconds, asked.context) });
}

/** Signs many addresses; a path that the caller may not read comes back with an error. */
export async function signUrls(asked: BodyRequest, bucket: string): Promise<Response> {
  const body = await readJson(asked.request);
  const seconds = lifetime(body);
  const { paths } = body;
  if (!Array.isArray(paths)) throw badRequest("body must have required property 'paths'");
  const rows = await asked.context.database.as(
    asked.caller,
    "storage.object.sign_many",
    (sql) =>
      sql<{ name: string }[]>`select o.name from storage.objects as o where o.bucket_id = ${bucket}
      and o.name in (select jsonb_array_elements_text(${sql.json(paths)}))`,
  );
  const readable = new Set(rows.map(({ name }) => name));
  const signed = paths.map(async (path: string) => {
    if (!readable.has(path)) return { error: NOT_FOUND, path, signedURL: null };
    const signedURL = await signedPath({ bucket, name: path }, seconds, asked.context);
    return { error: null, path, signedURL };
  });
  return Response.json(await Promise.all(signed));
}

/** Sends an object to whoever has an address that was signed for it. */
export async function downloadSigned(
  request: Request,
  place: ObjectPlace,
  context: StorageContext,
): Promise<Response> {
  await verifiedToken(request, place, context);
  const row = await findObject(place, SERVICE, "storage.object.get_authenticated", context);
  return await objectResponse(request, row, context);
}

/** Signs an address to which anybody may upload this one object within two hours. */
export async function signUpload(asked: ObjectRequest): Promise<Response> {
  const { place, caller, context } = asked;
  const upsert = asked.request.headers.get("x-upsert") === "true";
  await findBucket(place.bucket, context);
  await requireUpload(place, caller, upsert, context);
  const claims = { url: urlOf(place), owner: ownerOf(caller), upsert };
  const token = await sign(claims, UPLOAD_TOKEN_S, context);
  const url = `/object/upload/sign/${urlOf(place)}?token=${token}`;
  return Response.json({ url, token });
}

/** Takes an upload to an address that was signed for it. */
export async function uploadSigned(
  request: Request,
  place: ObjectPlace,
  context: StorageContext,
): Promise<Response> {
  const claims = await verifiedToken(request, place, context);
  const owner = typeof claims["owner"] === "string" ? claims["owner"] : null;
  const right = { upsert: claims["upsert"] === true, owner };
  return await storeUpload(request, place, right, context);
}

async function signedPath(
  place: ObjectPlace,
  seconds: number,
  context: StorageContext,
): Promise<string> {
  const token = await sign({ url: urlOf(place) }, seconds, context);
  return `/object/sign/${urlOf(place)}?token=${token}`;
}

function sign(claims: JWTPayload, seconds: number, context: StorageContext): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setIssuedAt()
    .setExpirationTime(`${seconds}s`).sign(secretOf(context));
}

async function verifiedToken(
  request: Request,
  place: ObjectPlace,
  context: StorageContext,
): Promise<JWTPayload> {
  const token = new URL(request.url).searchParams.get("token");
  if (token === null) throw badRequest("querystring must have required property 'token'", "Error");
  const claims = await jwtVerify(token, secretOf(context), { algorithms: ["HS256"] }).then(
    ({ payload }) => payload,
    (error: Error) => {
      throw new StorageError(400, "InvalidJWT", "InvalidJWT", error.message);
    },
  );
  if (claims["url"] !== urlOf(place)) {
    throw new StorageError(400, "InvalidSignature", "InvalidSignature", "Invalid signature");
  }
  return claims;
}

/** Not the project's own secret: a token of a person must never open an address. */
function secretOf({ keys }: StorageContext): Uint8Array {
  return new TextEncoder().encode(`storage-url:${keys.jwtSecret}`);
}

function urlOf({ bucket, name }: ObjectPlace): string {
  return `${bucket}/${name}`;
}

function lifetime({ expiresIn }: Record<string, unknown>): number {
  if (typeof expiresIn === "number" && expiresIn >= 1) return Math.floor(expiresIn);
  throw badRequest("body/expiresIn must be >= 1");
}
