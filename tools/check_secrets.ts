/** Looks for secrets in the files of the project. */
import { say } from "../local/log.ts";
import { checkoutDir } from "../local/open_stack.ts";
import { type ProjectFile, readProjectFiles } from "./project_files.ts";

interface SecretKind {
  readonly what: string;
  readonly pattern: RegExp;
  /** A match that this refuses is no secret. */
  readonly isReal?: (match: string) => boolean;
}

const KINDS: readonly SecretKind[] = [
  { what: "a Supabase secret key", pattern: /\bsb_secret_[\w-]{20,}/g },
  { what: "a Twilio SID", pattern: /\b(AC|SK)[0-9a-f]{32}\b/g, isReal: isVaried },
  {
    what: "a Twilio auth token",
    pattern: /auth_?token\w*["']?\s*[:=]\s*["']?[0-9a-f]{32}\b/gi,
    isReal: isVaried,
  },
  { what: "an OpenAI key", pattern: /\bsk-[\w-]{20,}/g, isReal: isVaried },
  {
    what: "a service role token",
    pattern: /\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g,
    isReal: isServiceToken,
  },
  { what: "a private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/g },
];

/** Returns where there is what; the secret itself is not repeated. */
export function findSecrets(files: readonly ProjectFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) =>
      KINDS.filter(({ pattern, isReal }) =>
        (line.match(pattern) ?? []).some((match) => isReal?.(match) ?? true)
      ).map(({ what }) => `${path}:${index + 1}: looks like ${what}`)
    )
  );
}

/** Examples have few different digits, or the same ones twice; what a provider made up does not. */
function isVaried(match: string): boolean {
  return new Set(match.slice(-20)).size > 6 && match.slice(-32, -16) !== match.slice(-16);
}

function isServiceToken(match: string): boolean {
  try {
    const claims = match.split(".")[1] ?? "";
    const bytes = atob(claims.replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(bytes).role === "service_role";
  } catch {
    return false;
  }
}

/** Returns what looks like a secret in a checkout. */
export async function checkSecrets(projectDir: string): Promise<string[]> {
  return findSecrets(await readProjectFiles(projectDir));
}

if (import.meta.main) {
  const faults = await checkSecrets(checkoutDir());
  for (const fault of faults) say(fault);
  Deno.exit(faults.length === 0 ? 0 : 1);
}
