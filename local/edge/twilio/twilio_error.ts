/** A refusal of Twilio's REST API. */
export interface TwilioError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

/** Answers with Twilio's error JSON. */
export function twilioErrorResponse(
  error: TwilioError,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { code, message, status } = error;
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return Response.json({ code, message, more_info, status }, { status, headers });
}

/** Wrong or missing account SID and token. */
export const AUTHENTICATE: TwilioError = { status: 401, code: 20003, message: "Authenticate" };

/** More requests than the account may make. */
export const TOO_MANY_REQUESTS: TwilioError = {
  status: 429,
  code: 20429,
  message: "Too Many Requests",
};

/** A resource that is not there. */
export function notFound(path: string): TwilioError {
  const message = `The requested resource ${path} was not found`;
  return { status: 404, code: 20404, message };
}

/** Refusals of a message, by their code. */
export function messageError(code: keyof typeof MESSAGE_ERRORS, subject = ""): TwilioError {
  return { status: 400, code: Number(code), message: MESSAGE_ERRORS[code].replace("%s", subject) };
}

const MESSAGE_ERRORS = {
  21211: "Invalid 'To' Phone Number: %s",
  21212: "Invalid From Number: %s",
  21602: "Message body is required.",
  21603: "A 'From' phone number is required.",
  21604: "A 'To' phone number is required.",
  21610: "Attempt to send to unsubscribed recipient",
  21614: "'To' number is not a valid mobile number: %s",
  21617: "The concatenated message body exceeds the 1600 character limit.",
  21703: "The Messaging Service contains no phone numbers.",
} as const;
