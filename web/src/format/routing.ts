import type { RoutingRule, RuleConditions, RuleDraft } from "../api/routing_api.ts";
import { phrase, t, tn } from "../i18n/t.ts";
import { leadType } from "./lead.ts";

const STRATEGIES: Readonly<Record<RoutingRule["strategy"], string>> = {
  round_robin: phrase("In turn"),
  least_open: phrase("To whoever has the fewest open leads"),
  previous: phrase("To whoever had this shopper before"),
  person: phrase("To one person"),
  manager: phrase("To a manager"),
  nobody: phrase("Left for anybody"),
};

/** To whom a rule can give a lead. */
export const ROUTING_STRATEGIES: readonly RoutingRule["strategy"][] = [
  "round_robin",
  "least_open",
  "previous",
  "person",
  "manager",
  "nobody",
];

/** To whom a rule gives a lead, in words. */
export function strategyWords(strategy: RoutingRule["strategy"]): string {
  return t(STRATEGIES[strategy]);
}

const DEPARTMENTS: Readonly<Record<string, string>> = {
  sales: phrase("Sales"),
  service: phrase("Service"),
  parts: phrase("Parts"),
  finance: phrase("Finance"),
  other: phrase("Other"),
};

/** What a department is called. */
export function departmentWords(department: string): string {
  return t(DEPARTMENTS[department] ?? department);
}

/** What a rule asks of a lead, in words; one line for each thing it asks. */
export function conditionWords(asks: RuleConditions): readonly string[] {
  const list = (all: readonly string[] | undefined) => all?.join(", ") ?? "";
  const lines = [
    asks.sources && t("from {list}", { list: list(asks.sources) }),
    asks.departments && t("for {list}", { list: list(asks.departments.map(departmentWords)) }),
    asks.types && list(asks.types.map(leadType)).toLowerCase(),
    asks.makes && t("about {list}", { list: list(asks.makes) }),
    asks.condition && (asks.condition === "new" ? t("a new car") : t("a used car")),
    asks.zips && t("ZIP {list}", { list: list(asks.zips) }),
    asks.languages && (asks.languages.includes("es") ? t("in Spanish") : t("in English")),
    asks.returning === undefined
      ? null
      : asks.returning
      ? t("a shopper who was here before")
      : t("a new shopper"),
    asks.open_now === undefined ? null : asks.open_now ? t("while open") : t("while closed"),
    asks.min_score !== undefined && t("score {score} or more", { score: asks.min_score }),
  ];
  return lines.filter((line) => typeof line === "string" && line !== "") as string[];
}

/** Who gets it and under which limits, in one line. */
export function limitWords(rule: RoutingRule, names: ReadonlyMap<string, string>): string {
  return [
    rule.strategy === "person"
      ? t("To {name}", { name: names.get(rule.user_id ?? "") ?? t("A colleague") })
      : strategyWords(rule.strategy),
    rule.on_duty_only ? t("on duty only") : null,
    rule.max_open_leads === null
      ? null
      : tn(rule.max_open_leads, "1 open lead at most", "{count} open leads at most"),
  ].filter((part) => part !== null).join(" · ");
}

/** A rule as its form holds it: everything a text, empty for what does not matter. */
export interface RuleForm {
  readonly name: string;
  readonly sources: string;
  readonly makes: string;
  readonly zips: string;
  readonly department: string;
  readonly type: string;
  readonly condition: string;
  readonly language: string;
  readonly returning: string;
  readonly open: string;
  readonly score: string;
  readonly strategy: string;
  readonly person: string;
  readonly most: string;
  readonly onDuty: boolean;
}

/** The form of a rule, or of a new one. */
export function ruleForm(rule: RoutingRule | null): RuleForm {
  const asks = rule?.conditions ?? {};
  const list = (all: readonly string[] | undefined) => (all ?? []).join(", ");
  const plain = (value: string | number | boolean | null | undefined) => String(value ?? "");
  return {
    name: plain(rule?.name),
    sources: list(asks.sources),
    makes: list(asks.makes),
    zips: list(asks.zips),
    department: list(asks.departments),
    type: list(asks.types),
    condition: plain(asks.condition),
    language: list(asks.languages),
    returning: plain(asks.returning),
    open: plain(asks.open_now),
    score: plain(asks.min_score),
    strategy: rule?.strategy ?? "round_robin",
    person: plain(rule?.user_id),
    most: plain(rule?.max_open_leads),
    onDuty: rule?.on_duty_only ?? false,
  };
}

/** What a filled form means; the team of the rule it came from stays. */
export function ruleDraft(form: RuleForm, rule: RoutingRule | null): RuleDraft {
  const strategy = ROUTING_STRATEGIES.find((one) => one === form.strategy) ?? "nobody";
  const most = form.most.trim();
  return {
    name: form.name.trim(),
    conditions: conditionsOf(form),
    strategy,
    team_id: rule?.team_id ?? null,
    user_id: strategy === "person" && form.person !== "" ? form.person : null,
    on_duty_only: form.onDuty && strategy !== "nobody",
    max_open_leads: most === "" || strategy === "nobody" ? null : Number(most),
  };
}

function conditionsOf(form: RuleForm): RuleConditions {
  const list = (words: string) =>
    words.split(",").map((one) => one.trim()).filter((one) => one !== "");
  const lists = {
    sources: list(form.sources),
    makes: list(form.makes),
    zips: list(form.zips),
    departments: list(form.department),
    types: list(form.type),
    languages: list(form.language),
  };
  const score = form.score.trim();
  return {
    ...Object.fromEntries(Object.entries(lists).filter(([, words]) => words.length > 0)),
    ...(form.condition === "" ? {} : { condition: form.condition }),
    ...(form.returning === "" ? {} : { returning: form.returning === "true" }),
    ...(form.open === "" ? {} : { open_now: form.open === "true" }),
    ...(score === "" ? {} : { min_score: Number(score) }),
  };
}
