/** Values that may stand in a log line: no objects, so that no message or customer slips in whole. */
export type LogValue = string | number | boolean | null | undefined;

/** The named fields of a log line; the rest goes under `metadata`. */
export interface LogFields {
  readonly request_id?: string | undefined;
  readonly dealership_id?: string | null | undefined;
  readonly resource_id?: string | number | null | undefined;
  readonly duration_ms?: number | undefined;
  readonly metadata?: Readonly<Record<string, LogValue>> | undefined;
}

/** Writes one JSON line per event. */
export interface Log {
  info(action: string, fields?: LogFields): void;
  warn(action: string, fields?: LogFields): void;
  error(action: string, fields?: LogFields): void;
}

/** Where finished lines go; the real one is the console, which the edge runtime collects. */
export type LogSink = (level: "info" | "warn" | "error", line: string) => void;

const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\bsb_(secret|publishable)_[\w-]+/g, "[key]"],
  [/\bsk-[\w-]{8,}/g, "[key]"],
  [/\blead_[0-9a-f]{40}\b/g, "[key]"],
  [/(\/adf-inbound\/)lead_\w+/g, "$1[key]"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, "[token]"],
  [/[\w.+-]+@[\w-]+\.[\w.-]+/g, "[email]"],
  [/(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/g, "[number]"],
  // What the word before says is a secret: in a log it may cost a harmless number or two.
  [
    /\b(ssn|social security|routing|aba|account|acct|checking|savings|iban|cuenta|driver'?s? licen[cs]e|licen[cs]e|dl|licencia|pin|cvv)\b([\s:#.=-]{0,4}(?:(?:number|no|num|is|es|de conducir)\b[\s:#.]{0,3}){0,2})[a-z]{0,4}-?\d[a-z0-9-]{2,}(?:[ -][a-z0-9]*\d[a-z0-9]*){0,7}/gi,
    "$1$2[number]",
  ],
  [/(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g, "[number]"],
  [/\+\d[\d\s().-]{7,}\d/g, "[phone]"],
  [/(?<![\w-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])/g, "[phone]"],
];

/** Takes keys, tokens, e-mail addresses and phone numbers out of a text before it is kept. */
export function redact(text: string): string {
  return SECRETS.reduce((rest, [pattern, word]) => rest.replace(pattern, word), text);
}

/** Says what was thrown in one redacted line, with its causes. */
export function describeError(thrown: unknown): string {
  const parts: string[] = [];
  let current = thrown;
  while (current !== undefined && current !== null && parts.length < 4) {
    parts.push(current instanceof Error ? `${current.name}: ${current.message}` : String(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return redact(parts.join(" <- ")).slice(0, 1000);
}

/** A log for one service; every string in a line is redacted. */
export function createLog(service: string, sink: LogSink = toConsole): Log {
  const write = (level: "info" | "warn" | "error", action: string, fields: LogFields = {}) => {
    const line = { timestamp: new Date().toISOString(), level, service, action, ...fields };
    sink(
      level,
      JSON.stringify(line, (_key, value) => typeof value === "string" ? redact(value) : value),
    );
  };
  return {
    info: (action, fields) => write("info", action, fields),
    warn: (action, fields) => write("warn", action, fields),
    error: (action, fields) => write("error", action, fields),
  };
}

function toConsole(level: "info" | "warn" | "error", line: string): void {
  // deno-lint-ignore no-console -- the edge runtime collects logs from the console only
  console[level](line);
}
