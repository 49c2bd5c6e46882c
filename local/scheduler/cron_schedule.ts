/** When a cron job runs. All times are UTC, as in pg_cron. */
export type CronSchedule =
  | { readonly kind: "interval"; readonly seconds: number }
  | { readonly kind: "reboot" }
  | CronFields;

/** The five fields of a classic schedule, each as the set of its allowed values. */
export interface CronFields {
  readonly kind: "fields";
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** `$` in the day field. */
  readonly onLastDay: boolean;
  /** Day and weekday both name days: then either is enough. */
  readonly isEitherDay: boolean;
}

interface FieldRange {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MINUTE: FieldRange = { least: 0, most: 59 };
const HOUR: FieldRange = { least: 0, most: 23 };
const DAY: FieldRange = { least: 1, most: 31 };
const MONTH: FieldRange = {
  least: 1,
  most: 12,
  names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" "),
};
const WEEKDAY: FieldRange = { least: 0, most: 7, names: "sun mon tue wed thu fri sat".split(" ") };

const MACROS: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** Reads a schedule as pg_cron does: five fields, a macro, or "N seconds"; null if it is none. */
export function parseCronSchedule(text: string): CronSchedule | null {
  const words = text.trim().toLowerCase();
  if (words === "@reboot") return { kind: "reboot" };
  const interval = /^(\d+)\s+seconds?$/.exec(words)?.[1];
  if (interval !== undefined) {
    const seconds = Number(interval);
    return seconds >= 1 && seconds <= 59 ? { kind: "interval", seconds } : null;
  }
  const fields = (MACROS[words] ?? words).split(/\s+/);
  return fields.length === 5 ? parseFields(fields) : null;
}

function parseFields([minute, hour, day, month, weekday]: readonly string[]): CronFields | null {
  const onLastDay = day === "$";
  const minutes = parseField(minute, MINUTE);
  const hours = parseField(hour, HOUR);
  const days = onLastDay ? new Set<number>() : parseField(day, DAY);
  const months = parseField(month, MONTH);
  const weekdays = parseField(weekday, WEEKDAY);
  if (!minutes || !hours || !days || !months || !weekdays) return null;
  if (weekdays.has(7)) weekdays.add(0);
  const isEitherDay = !day?.startsWith("*") && !weekday?.startsWith("*");
  return { kind: "fields", minutes, hours, days, months, weekdays, onLastDay, isEitherDay };
}

function parseField(text: string | undefined, range: FieldRange): Set<number> | null {
  const values = new Set<number>();
  for (const item of (text ?? "").split(",")) {
    const part = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/.exec(item);
    if (part === null) return null;
    const [, from = "", to, step] = part;
    const first = from === "*" ? range.least : toValue(from, range);
    // `5/10` goes on to the end of the range, `5` alone stays.
    const alone = from === "*" || step !== undefined ? range.most : first;
    const last = to === undefined ? alone : toValue(to, range);
    const by = Number(step ?? 1);
    if (first === null || last === null || first > last || by < 1) return null;
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return values;
}

function toValue(text: string, { least, most, names = [] }: FieldRange): number | null {
  const named = names.indexOf(text);
  if (named >= 0) return named + least;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : null;
}

/** Whether a classic schedule names this minute. */
export function isDueAt(fields: CronFields, time: Date): boolean {
  if (!fields.minutes.has(time.getUTCMinutes()) || !fields.hours.has(time.getUTCHours())) {
    return false;
  }
  if (!fields.months.has(time.getUTCMonth() + 1)) return false;
  const isDay = fields.onLastDay ? isLastDay(time) : fields.days.has(time.getUTCDate());
  const isWeekday = fields.weekdays.has(time.getUTCDay());
  return fields.isEitherDay ? isDay || isWeekday : isDay && isWeekday;
}

function isLastDay(time: Date): boolean {
  const next = new Date(time.getTime() + 86_400_000);
  return next.getUTCDate() === 1;
}
