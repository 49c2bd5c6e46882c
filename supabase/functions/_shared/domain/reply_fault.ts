/** The kinds of fault the gate looks for. */
export type ReplyFaultCode =
  | "empty"
  | "too_long"
  | "markup"
  | "hidden_text"
  | "price_without_evidence"
  | "payment_terms"
  | "number_without_evidence"
  | "vin_without_evidence"
  | "stock_without_evidence"
  | "mileage_without_evidence"
  | "year_without_evidence"
  | "wrong_vehicle"
  | "not_available"
  | "hours_without_evidence"
  | "date_without_evidence"
  | "contact_without_evidence"
  | "private_number"
  | "prompt_leak"
  | "near_duplicate"
  | "false_promise"
  | "many_questions"
  | "moderated";

/** Why a draft must not be sent. */
export interface ReplyFault {
  readonly code: ReplyFaultCode;
  /** What to tell the model. */
  readonly reason: string;
}

/** Makes a fault. */
export function fault(code: ReplyFaultCode, reason: string): ReplyFault {
  return { code, reason };
}
