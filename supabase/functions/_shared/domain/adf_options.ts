import type { LeadIntake } from "../contract/lead.ts";

/** What the parser has to be told, since a document does not say it reliably. */
export interface AdfOptions {
  /** When we got the document. */
  readonly received_at: string;
  /** The dealership's zone, for dates without an offset. */
  readonly timezone: string;
  /** The dealership's country (ISO 3166), for numbers without a country code. */
  readonly country: string;
  /** The department whose address the document came to. */
  readonly department: LeadIntake["department"];
  /** The domain the document came from, the source of last resort. */
  readonly sender_domain: string | null;
  /** The name of the dealership it came to, to compare with the one that the document names. */
  readonly dealership_name: string | null;
  /** The charset that the mail or the request names. */
  readonly charset: string | null;
}

/** What holds unless the caller knows better. */
export const ADF_DEFAULTS: Omit<AdfOptions, "received_at"> = {
  timezone: "UTC",
  country: "US",
  department: "sales",
  sender_domain: null,
  dealership_name: null,
  charset: null,
};
