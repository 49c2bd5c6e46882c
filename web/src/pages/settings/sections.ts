import { phrase } from "../../i18n/t.ts";

/** The groups of sections, by what they are about. */
export const SETTINGS_GROUPS = {
  own: phrase("You"),
  store: phrase("Dealership"),
  leads: phrase("Leads"),
  ai: phrase("AI"),
};

/** The sections of the settings as the address names them, in the order in which they stand. */
export const SETTINGS_SECTIONS = [
  ["profile", "own", phrase("Profile")],
  ["security", "own", phrase("Security")],
  ["notifications", "own", phrase("Notifications")],
  ["keyboard", "own", phrase("Keyboard")],
  ["hours", "store", phrase("Hours and goals")],
  ["channels", "store", phrase("Web chat")],
  ["email", "store", phrase("E-mail")],
  ["templates", "store", phrase("Templates")],
  ["routing", "leads", phrase("Lead routing")],
  ["follow-up", "leads", phrase("Follow-up")],
  ["ai", "ai", phrase("AI replies")],
  ["persona", "ai", phrase("AI persona")],
  ["handovers", "ai", phrase("Handover rules")],
  ["experiments", "ai", phrase("Experiments")],
  ["knowledge", "ai", phrase("Knowledge")],
] as const;
/** A section of the settings. */
export type SettingsSectionId = typeof SETTINGS_SECTIONS[number][0];
