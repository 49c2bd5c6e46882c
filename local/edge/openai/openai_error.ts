/** Answers with OpenAI's error JSON. */
export function openAiError(
  status: number,
  error: { readonly message: string; readonly code?: string | null },
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = {
    error: { message: error.message, type: typeOf(status), param: null, code: error.code ?? null },
  };
  return Response.json(body, { status, headers });
}

function typeOf(status: number): string {
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}
