import { phrase, t } from "../i18n/t.ts";

const ROLES: Readonly<Record<string, string>> = {
  super_admin: phrase("Platform admin"),
  dealership_admin: phrase("Admin"),
  manager: phrase("Manager"),
  user: phrase("Sales"),
  api: phrase("API"),
  // As the audit log knows those who are no colleague.
  authenticated: phrase("Somebody"),
  service_role: phrase("System"),
  postgres: phrase("System"),
};

/** The roles a person can be given, from the least to the most. */
export const ROLE_CHOICES: readonly (readonly [role: string, words: string])[] = [
  ["user", phrase("Sales")],
  ["manager", phrase("Manager")],
  ["dealership_admin", phrase("Admin")],
];

/** The roles a person can be given, as options of a choice. */
export function roleChoices(): readonly (readonly [role: string, words: string])[] {
  return ROLE_CHOICES.map(([role, words]) => [role, t(words)]);
}

/** What a role is called. */
export function roleName(role: string): string {
  return t(ROLES[role] ?? role);
}
