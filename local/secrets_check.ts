/** Looks at supabase/functions/.env before anything starts: a slip in it is told in words, not by a door. */
import { readConfig, VARIABLES } from "../supabase/functions/_shared/platform/config.ts";
import { parseSecrets } from "./functions_host/function_settings.ts";

const FILE = "supabase/functions/.env";

/**
 * Returns what a person should know of their secrets; throws when no function could start with
 * them. `rest` is what the functions find in their environment besides.
 */
export function checkSecrets(text: string, rest: Readonly<Record<string, string>>): string[] {
  const secrets = parseSecrets(text);
  try {
    readConfig({ ...rest, ...secrets });
  } catch (error) {
    throw new Error(`Cannot start: ${FILE} has to be mended`, { cause: error });
  }
  return [...slips(text, secrets), ...effects(secrets)].map((words) => `note: ${words}`);
}

function slips(text: string, secrets: Readonly<Record<string, string>>): string[] {
  const unknown = Object.keys(secrets).filter((name) => !VARIABLES.includes(name));
  return [
    ...unreadLines(text).map((line) => `line ${line} of ${FILE} is no NAME=value`),
    ...unknown.map((name) => `${name} in ${FILE} is no variable that the functions read`),
  ];
}

/** What the stand-ins no longer do because a real provider is named. */
function effects(secrets: Readonly<Record<string, string>>): string[] {
  const has = (name: string) => (secrets[name] ?? "") !== "";
  const notes: string[] = [];
  if (has("OPENAI_API_KEY")) notes.push("OPENAI_API_KEY is set: a model writes the replies");
  if (has("TWILIO_AUTH_TOKEN") || has("TWILIO_ACCOUNT_SID")) {
    notes.push("texts come from and go to Twilio: the phone simulator's are refused");
  }
  if (has("TWILIO_AUTH_TOKEN") !== has("TWILIO_ACCOUNT_SID")) {
    notes.push("no text leaves without both TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN");
  }
  return notes;
}

/** The lines, counted from 1, that an env file's reader passes over though they say something. */
function unreadLines(text: string): number[] {
  // A value in quotes may run over several lines: what is in it is no line of its own.
  const bare = text.replace(/=\s*(["'`])[\s\S]*?\1/g, (value) => `=${value.replace(/[^\n]/g, "")}`);
  return bare.split("\n").flatMap((line, index) =>
    /^\s*(#.*)?$|^\s*(export\s+)?[A-Za-z_]\w*\s*=/.test(line) ? [] : [index + 1]
  );
}
