import type { z } from "zod";
import { Problem } from "../platform/problem.ts";

/** Parses a form or query; a refusal names every wrong field. */
export function parseFields<Schema extends z.ZodType>(
  schema: Schema,
  fields: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    field: issue.path.join("."),
    message: issue.message,
  }));
  const names = [...new Set(errors.map((error) => error.field))].join(", ");
  throw new Problem("form_invalid", `Cannot read the form: ${names} missing or malformed`, errors);
}
