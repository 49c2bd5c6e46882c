/** Every refusal a caller of the doors can act on; docs are generated from this catalogue. */
export const PROBLEMS = {
  body_too_large: { status: 413, title: "The body is larger than this door accepts" },
  conversation_not_found: {
    status: 404,
    title: "There is no such conversation, or it is not yours",
  },
  document_missing: { status: 422, title: "The body holds no document of a lead" },
  document_type_unknown: { status: 415, title: "This door takes XML, JSON, forms and text" },
  consent_changed: { status: 409, title: "The words beside the box have changed; show them again" },
  door_not_configured: { status: 503, title: "This door lacks a setting it cannot work without" },
  form_invalid: { status: 400, title: "A field is missing or malformed" },
  internal: { status: 500, title: "Something failed on our side" },
  key_required: { status: 401, title: "This door needs the service key" },
  lead_key_unknown: { status: 401, title: "No address of leads has this key" },
  method_not_allowed: { status: 405, title: "This door does not answer that method" },
  not_found: { status: 404, title: "There is nothing at this address" },
  nothing_to_answer: { status: 409, title: "The customer has asked nothing there" },
  persona_not_found: { status: 404, title: "There is no such persona, or it is not yours" },
  session_expired: { status: 401, title: "The chat has ended; start it again" },
  sign_in_required: { status: 401, title: "Sign in first; this session is over or was never one" },
  site_not_allowed: { status: 403, title: "This site may not show the chat" },
  too_many_requests: { status: 429, title: "Too much in a short time; try again later" },
  unsubscribe_link_unknown: { status: 404, title: "This link to unsubscribe is not one of ours" },
  widget_not_found: { status: 404, title: "There is no such widget, or it is off" },
} as const;

/** The name of one refusal. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Whether a word is one of the catalogue's codes. */
export function isProblemCode(word: string): word is ProblemCode {
  return Object.hasOwn(PROBLEMS, word);
}

/** One field that a caller has to correct. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** The body of every refusal (RFC 9457), as `application/problem+json`. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly request_id: string;
  readonly errors?: readonly FieldError[];
}
