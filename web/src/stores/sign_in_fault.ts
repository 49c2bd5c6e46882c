import { t } from "../i18n/t.ts";

/** What is wrong with one field of the sign-in form. */
export interface SignInFault {
  readonly field: "email" | "password" | "code" | "name" | "form";
  readonly text: string;
}

/** A password needs so many characters. */
export const SHORTEST_PASSWORD = 10;

/** What is wrong with an address, or null. */
export function emailFault(email: string): SignInFault | null {
  if (email.trim() === "") return { field: "email", text: t("Enter your e-mail address") };
  if (/^\S+@\S+$/u.test(email.trim())) return null;
  return { field: "email", text: t("This is not a whole e-mail address") };
}

/** What is wrong with a password that should be right, or null. */
export function passwordFault(password: string): SignInFault | null {
  return password === "" ? { field: "password", text: t("Enter your password") } : null;
}

/** What is wrong with a password that is being chosen, or null. */
export function newPasswordFault(password: string): SignInFault | null {
  if (password.length >= SHORTEST_PASSWORD) return null;
  const text = t("It needs {count} characters or more", { count: SHORTEST_PASSWORD });
  return { field: "password", text };
}
