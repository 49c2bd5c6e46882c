import { t } from "../i18n/t.ts";

/** A broken constraint as a problem code that names the field, so that a form can point at it. */
export interface ConstraintProblem {
  /** Such as `vin_taken`, `year_invalid`, `make_missing`. */
  readonly code: string;
  readonly field: string;
  readonly sentence: string;
}

interface Refused {
  readonly code?: string;
  readonly message?: string;
  readonly details?: string | null;
}

const KINDS: Readonly<
  Record<string, readonly [rule: string, sentence: (field: string) => string]>
> = {
  "23502": ["missing", (field) => t("Fill in the field “{field}”", { field })],
  "23503": [
    "unknown",
    (field) => t("The field “{field}” names something that is not there", { field }),
  ],
  "23505": [
    "taken",
    (field) => t("The field “{field}” has a value that is already used", { field }),
  ],
  "23514": [
    "invalid",
    (field) => t("The field “{field}” has a value that is not allowed", { field }),
  ],
  "23P01": ["taken", (field) => t("The field “{field}” overlaps with another entry", { field })],
};

/** Reads Postgres' class 23 errors as PostgREST hands them on; null for any other failure. */
export function constraintProblem(error: Refused): ConstraintProblem | null {
  const kind = KINDS[error.code ?? ""];
  if (kind === undefined) return null;
  const column = columnOf(error) ?? "form";
  const [rule, sentence] = kind;
  return {
    code: `${column}_${rule}`,
    field: column,
    sentence: sentence(column.replaceAll("_", " ")),
  };
}

/** Unique and foreign keys list their columns, missing values name theirs, checks carry it in their name. */
function columnOf({ message = "", details }: Refused): string | null {
  const keys = /^Key \(([^)]*)\)/u.exec(details ?? "")?.[1]?.split(", ") ?? [];
  const last = keys.filter((key) => key !== "dealership_id").at(-1);
  if (last !== undefined) return last;
  const missing = /null value in column "(\w+)"/u.exec(message)?.[1];
  if (missing !== undefined) return missing;
  const check = /relation "(\w+)" violates check constraint "(\w+)"/u.exec(message);
  const [, table, name] = check ?? [];
  if (table === undefined || name === undefined || !name.startsWith(`${table}_`)) return null;
  return name.slice(table.length + 1).replace(/_[a-z0-9]+$/u, "");
}
