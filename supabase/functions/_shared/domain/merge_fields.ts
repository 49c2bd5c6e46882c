/** The names that may stand in `{{…}}` in a text to a customer; `private.merge_fields()` lists the same. */
export const MERGE_FIELDS = [
  "customer_first_name",
  "customer_name",
  "staff_name",
  "dealership_name",
  "dealership_phone",
  "dealership_address",
  "vehicle",
] as const;
/** One of MERGE_FIELDS. */
export type MergeField = (typeof MERGE_FIELDS)[number];

/** What is known of each field; what is not known is left out or null. */
export type MergeValues = Readonly<Partial<Record<MergeField, string | null>>>;

/** A template with its fields filled, and those that nothing was known for. */
export interface FilledTemplate {
  readonly text: string;
  readonly missing: readonly MergeField[];
}

const FIELD = /\{\{([^{}]*)\}\}/g;

/**
 * Fills the fields of a template; a field without a value stays as it is and is named in `missing`,
 * so that nobody sends "Hello ,".
 */
export function fillTemplate(body: string, values: MergeValues): FilledTemplate {
  const missing = new Set<MergeField>();
  const text = body.replaceAll(FIELD, (whole, inner: string) => {
    const field = fieldNamed(inner);
    const value = field === null ? "" : values[field]?.trim() ?? "";
    if (value !== "") return value;
    if (field !== null) missing.add(field);
    return whole;
  });
  return { text, missing: [...missing] };
}

/** Returns the first `{{name}}` that nothing fills, or null. */
export function unknownMergeField(body: string): string | null {
  const names = [...body.matchAll(FIELD)].map((match) => (match[1] ?? "").trim());
  return names.find((name) => fieldNamed(name) === null) ?? null;
}

function fieldNamed(inner: string): MergeField | null {
  return MERGE_FIELDS.find((field) => field === inner.trim()) ?? null;
}
