import { z } from "zod";

const text = z.string().nullish().transform((value) => value ?? null);
const loose = z.union([z.string(), z.number()]).nullish()
  .transform((value) => value === null || value === undefined ? null : String(value));

const ExportedVehicle = z.object({
  vin: text,
  stock_number: text,
  year: loose,
  make: text,
  model: text,
  trim: text,
  condition: text,
  odometer: loose,
  odometer_unit: text,
}).nullish().transform((vehicle) => vehicle ?? null);
/** A vehicle as the CRM gets it. */
export type ExportedVehicle = NonNullable<z.infer<typeof ExportedVehicle>>;

/** All that an ADF document about a lead is written from. */
export const ExportedLead = z.object({
  export_id: z.guid(),
  lead_id: z.guid(),
  is_written: z.boolean(),
  /** The CRM got this lead before. */
  is_repeat: z.boolean(),
  requested_at: z.string(),
  source: text,
  type: text,
  inquiry: text,
  interest: text,
  vehicle: ExportedVehicle,
  trade_in: ExportedVehicle,
  customer: z.object({
    id: z.guid(),
    full_name: text,
    language: text,
    phones: z.array(z.string()),
    emails: z.array(z.string()),
  }),
  dealership: z.object({
    id: z.guid(),
    name: z.string(),
    timezone: z.string(),
    country: z.string(),
  }),
  transcript: z.array(z.object({ at: z.string(), author: z.string(), content: z.string() })),
});
/** All that an ADF document about a lead is written from. */
export type ExportedLead = z.infer<typeof ExportedLead>;

/** Answer of `load_export`; null when there is none. */
export const LoadExportAnswer = ExportedLead.nullable();
/** Answer of `load_export`. */
export type LoadExportAnswer = z.infer<typeof LoadExportAnswer>;
/** Answer of `submit_export`. */
export const SubmitExportAnswer = z.object({ outcome: z.enum(["queued", "known", "gone"]) });
/** What a `send_adf` job carries. */
export const SendAdfPayload = z.object({ export_id: z.guid() });

/** Answer of `load_original`: a document as it came, and the mail that it came in. */
export const OriginalDocument = z.object({
  /** Base64. */
  raw: z.string(),
  content_type: z.string().nullable(),
  filename: z.string().nullable(),
  /** Place in the bucket `mails`; null when it was posted. */
  mail_path: z.string().nullable(),
  mail_type: z.string().nullable(),
});
/** Answer of `load_original`. */
export type OriginalDocument = z.infer<typeof OriginalDocument>;
