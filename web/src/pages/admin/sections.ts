import { phrase } from "../../i18n/t.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** The sections of the administration as the address names them, and who may open each. */
export const ADMIN_SECTIONS = [
  { id: "people", name: phrase("People and roles"), needs: "members.manage" },
  { id: "audit", name: phrase("Audit log"), needs: "audit.read" },
  { id: "jobs", name: phrase("Jobs and failures"), needs: "jobs.read" },
  { id: "quarantine", name: phrase("Quarantine"), needs: "platform" },
] as const;
/** A section of the administration. */
export type AdminSectionId = typeof ADMIN_SECTIONS[number]["id"];

/** The sections that somebody may open. */
export function openAdminSections(
  workplace: OpenWorkplace,
): readonly typeof ADMIN_SECTIONS[number][] {
  return ADMIN_SECTIONS.filter(({ needs }) =>
    needs === "platform" ? workplace.dealership.role === "super_admin" : workplace.may(needs)
  );
}
