import { jwtVerify } from "jose";
import { edgeError } from "./edge_error.ts";

/** Refuses a call without a valid project token as the hosted gateway does; null lets it through. */
export async function refuseWithoutJwt(
  request: Request,
  jwtSecret: string,
): Promise<Response | null> {
  if (request.method === "OPTIONS") return null;
  const header = request.headers.get("authorization");
  if (header === null) {
    return edgeError(401, "UNAUTHORIZED_NO_AUTH_HEADER", "Missing authorization header");
  }
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1];
  if (token === undefined) {
    return edgeError(401, "UNAUTHORIZED_INVALID_JWT_FORMAT", "Auth header is not 'Bearer {token}'");
  }
  const secret = new TextEncoder().encode(jwtSecret);
  return await jwtVerify(token, secret, { algorithms: ["HS256"] }).then(
    () => null,
    () => edgeError(401, "UNAUTHORIZED_INVALID_JWT_FORMAT", "Invalid JWT"),
  );
}
