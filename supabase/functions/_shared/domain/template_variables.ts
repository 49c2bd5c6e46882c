/** The names that may stand in `{{…}}` in a persona's prompt; `private.template_variables()` lists the same. */
export const TEMPLATE_VARIABLES = ["persona_name", "dealership_name"] as const;
/** One of TEMPLATE_VARIABLES. */
export type TemplateVariable = (typeof TEMPLATE_VARIABLES)[number];

const VARIABLE = /\{\{([^{}]*)\}\}/g;

/** Fills the variables of a prompt; one that nothing fills is left out. */
export function fillPrompt(
  template: string,
  values: Readonly<Record<TemplateVariable, string>>,
): string {
  return template.replaceAll(VARIABLE, (_whole, inner: string) => {
    const name = variableNamed(inner);
    return name === null ? "" : values[name];
  });
}

/** Returns the first `{{name}}` that nothing fills, or null. */
export function unknownVariable(template: string): string | null {
  const names = [...template.matchAll(VARIABLE)].map((match) => (match[1] ?? "").trim());
  return names.find((name) => variableNamed(name) === null) ?? null;
}

function variableNamed(inner: string): TemplateVariable | null {
  return TEMPLATE_VARIABLES.find((name) => name === inner.trim()) ?? null;
}
