// A table, exempt from the line limit: the Spanish text of each English key.
import type { Dictionary } from "./t.ts";

/** Spanish as spoken at dealerships in the United States; the reader is addressed as usted. */
export const ES: Dictionary = {
  "Sign in": "Iniciar sesión",
};
