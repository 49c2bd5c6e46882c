const ROLES: Readonly<Record<string, string>> = {
  super_admin: "Platform admin",
  dealership_admin: "Admin",
  manager: "Manager",
  user: "Sales",
  api: "API",
};

/** The roles a person can be given, with what each may do. */
export const ROLE_CHOICES: readonly (readonly [role: string, words: string])[] = [
  ["user", "Sales"],
  ["manager", "Manager"],
  ["dealership_admin", "Admin"],
];

/** What a role is called. */
export function roleName(role: string): string {
  return ROLES[role] ?? role;
}
