import { errors, jwtVerify } from "jose";
import type { StackKeys } from "../config.ts";
import type { JsonObject } from "./protocol.ts";

/** The verified content of a token. */
export interface Claims {
  readonly role: string;
  readonly sub: string | null;
  readonly expiresAtMs: number;
  /** The whole payload, as policies see it in `request.jwt.claims`. */
  readonly payload: JsonObject;
}

/** Why a token was refused: the code and the sentence of the hosted server. */
export interface TokenRefusal {
  readonly code: "InvalidJWTToken" | "JwtSignatureError" | "MalformedJWT";
  readonly message: string;
}

/** Checks tokens of one project. */
export interface TokenVerifier {
  /** The token an API key stands for; a legacy key or a user's token stands for itself. */
  tokenOfKey(key: string): string;
  verify(token: string): Promise<Claims | TokenRefusal>;
}

/** Whether a verdict of `verify` is a refusal. */
export function isRefusal(verdict: Claims | TokenRefusal): verdict is TokenRefusal {
  return "code" in verdict;
}

/** Makes the verifier for the keys of a stack; tokens are HS256 under its secret. */
export function tokenVerifier(keys: StackKeys): TokenVerifier {
  const secret = new TextEncoder().encode(keys.jwtSecret);
  return {
    tokenOfKey(key) {
      if (key === keys.publishable) return keys.anon;
      return key === keys.secret ? keys.serviceRole : key;
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"] });
        const { role, exp, sub } = payload;
        if (typeof role !== "string" || exp === undefined) return MISSING_CLAIMS;
        return {
          role,
          sub: sub ?? null,
          expiresAtMs: exp * 1000,
          payload: payload as JsonObject,
        };
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

const MISSING_CLAIMS: TokenRefusal = {
  code: "InvalidJWTToken",
  message: "Fields `role` and `exp` are required in JWT",
};

function refusalOf(error: unknown): TokenRefusal {
  if (error instanceof errors.JWTExpired) {
    return { code: "InvalidJWTToken", message: expiredMessage((error.payload.exp ?? 0) * 1000) };
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return { code: "JwtSignatureError", message: "Failed to validate JWT signature" };
  }
  return { code: "MalformedJWT", message: "The token provided is not a valid JWT" };
}

/** The sentence about a token that is past its end. */
export function expiredMessage(expiredAtMs: number): string {
  const seconds = Math.max(0, Math.floor((Date.now() - expiredAtMs) / 1000));
  return `Token has expired ${seconds} seconds ago`;
}
