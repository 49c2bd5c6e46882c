/** A refusal in Auth's words; `code` is one of Supabase Auth's documented error codes. */
export class AuthError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "AuthError";
    this.status = status;
    this.code = code;
  }
}

/** Renders a refusal as Supabase Auth does. */
export function authErrorResponse(error: AuthError): Response {
  const body = { code: error.status, error_code: error.code, msg: error.message };
  return Response.json(body, {
    status: error.status,
    headers: { "x-sb-error-code": error.code },
  });
}

/** A parameter of the request is missing or malformed. */
export function validationFailed(message: string): AuthError {
  return new AuthError(400, "validation_failed", message);
}

/** No such user. */
export function userNotFound(): AuthError {
  return new AuthError(404, "user_not_found", "User not found");
}

/** The address belongs to somebody else already. */
export function emailExists(): AuthError {
  return new AuthError(
    422,
    "email_exists",
    "A user with this email address has already been registered",
  );
}
