import type { SendErrorClass } from "../contract/send_gate.ts";

/**
 * Twilio's error codes by what they mean for the next attempt.
 *
 * Codes come from Twilio's error dictionary; the grouping is ours.
 */
const CLASS_OF_CODE: Readonly<Record<number, SendErrorClass>> = {
  21610: "opted_out", // recipient texted STOP to this number or service
  21211: "bad_number", // invalid To
  21214: "bad_number", // To cannot be reached
  21217: "bad_number", // number does not look valid
  21219: "bad_number", // To not verified (trial)
  21265: "bad_number", // To is a short code
  21401: "bad_number", // invalid phone number
  21407: "bad_number", // phone number type not supported
  21612: "bad_number", // To not reachable from this From
  21614: "bad_number", // To is not a mobile number
  30004: "unreachable", // blocked by the carrier or handset
  30005: "bad_number", // unknown handset
  30006: "bad_number", // landline or unreachable carrier
  30003: "unreachable", // handset off or out of reach
  30008: "unknown",
  30002: "auth", // account suspended
  30032: "auth", // toll-free number not verified
  30034: "auth", // A2P 10DLC registration missing
  20003: "auth", // wrong credentials
  20005: "auth", // account not active
  20404: "auth", // no such resource under this account
  21408: "auth", // no permission for this region
  21603: "auth", // From is required
  21606: "auth", // From is not an SMS number of this account
  21659: "auth", // From is not a number of this account
  21660: "auth", // From belongs to another account
  30007: "content", // filtered by the carrier
  30019: "content", // content too large
  21602: "content", // body is required
  21617: "content", // body over 1,600 characters
  21619: "content", // neither body nor media
  21620: "content", // invalid media address
  21623: "content", // too many media files
  20429: "rate_limit", // too many requests
  14107: "rate_limit", // message rate exceeded
  21611: "rate_limit", // queue of this From is full
  30001: "rate_limit", // queue overflow
  30022: "rate_limit", // A2P rate exceeded
  30023: "rate_limit", // daily cap reached
  20500: "transient", // internal error at Twilio
  20503: "transient", // service unavailable at Twilio
  30009: "transient", // segment missing
};

/** Says what kind of failure a Twilio error code or, failing that, an HTTP status is. */
export function classifyTwilioError(codeOrStatus: number | string | null): SendErrorClass {
  const number = Number(codeOrStatus);
  if (codeOrStatus === null || codeOrStatus === "" || !Number.isInteger(number)) return "unknown";
  const known = CLASS_OF_CODE[number];
  if (known !== undefined) return known;
  if (number === 429) return "rate_limit";
  if (number === 401 || number === 403) return "auth";
  if (number === 408 || (number >= 500 && number <= 599)) return "transient";
  return "unknown";
}
