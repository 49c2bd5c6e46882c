import { formatPhone } from "./phone.ts";
import { t } from "../i18n/t.ts";

/** Two letters for a plate: `ML` for Maria Lopez, the last two digits for a bare number. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter((word) => /\p{L}/u.test(word));
  if (words.length === 0) return name.replace(/\D/g, "").slice(-2) || "?";
  const first = [...(words[0] ?? "")].find(isLetter) ?? "";
  const last = words.length > 1 ? [...(words.at(-1) ?? "")].find(isLetter) ?? "" : "";
  return (first + last).toLocaleUpperCase("en-US");
}

/** The name to speak of someone with: `Maria` for Maria Lopez. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/u)[0] ?? name;
}

/** What to call a customer whose name may be unknown. */
export function customerTitle(name: string | null, address: string | null): string {
  if (name !== null && name.trim() !== "") return name;
  if (address === null || address === "") return t("Unknown visitor");
  if (/^\+?\d{3,15}$/.test(address)) return formatPhone(address);
  return address.includes("@") ? address : t("Website visitor");
}

/** How to speak of a customer inside a sentence: the first name, or "this customer". */
export function customerShort(name: string | null): string {
  return name === null || name.trim() === "" ? t("this customer") : firstName(name);
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}
