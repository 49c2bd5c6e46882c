/** Comparing a lead with what a sample of tests/fixtures/adf says of it. */

/** The fields that a sample names, read from a lead. */
export function pick(lead: unknown, expected: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(expected).map(([path, value]) => [path, read(lead, path, value)]),
  );
}

function read(lead: unknown, path: string, expected: unknown): unknown {
  if (path === "warnings_match" && Array.isArray(expected)) {
    const warnings = String(at(lead, "warnings"));
    return expected.map((part) => warnings.includes(String(part)) ? part : warnings);
  }
  if (path.endsWith("_count")) return lengthOf(at(lead, path.slice(0, -"_count".length)));
  if (path.endsWith("_max")) {
    const length = lengthOf(at(lead, path.slice(0, -"_max".length)));
    return length > 0 && length <= Number(expected) ? expected : length;
  }
  return at(lead, path);
}

function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key],
    value,
  );
}

function lengthOf(value: unknown): number {
  return typeof value === "string" || Array.isArray(value) ? value.length : -1;
}
