import type { DatabaseTrouble } from "./database.ts";

/** Why a client does not get what it asked for, in the hosted server's words. */
export class Refusal extends Error {
  readonly code: string | null;

  constructor(code: string | null, message: string) {
    super(message);
    this.code = code;
  }

  /** The reason as a failed join tells it. */
  get reason(): string {
    return this.code === null ? this.message : `${this.code}: ${this.message}`;
  }
}

/** The refusal of a token that may not read a private topic. */
export function readDenied(topic: string): Refusal {
  const message = `You do not have permissions to read from this Channel topic: ${topic}`;
  return new Refusal("Unauthorized", message);
}

/** The refusal after a question to the database failed; a broken policy counts as a denial. */
export function refusalOfTrouble(trouble: DatabaseTrouble, topic: string): Refusal {
  switch (trouble) {
    case "policy_error":
      return readDenied(topic);
    case "missing_partition":
      return new Refusal(
        "MissingPartition",
        "Realtime was unable to find the expected messages partition",
      );
    case "unavailable":
      return new Refusal(null, "Realtime was unable to connect to the project database");
  }
}
