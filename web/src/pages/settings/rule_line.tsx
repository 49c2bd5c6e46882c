import type { HandoverRule } from "@rylie/contract/handover_rules.ts";
import type { JSX } from "preact";
import { IconButton } from "../../components/button.tsx";
import { SentenceSelect } from "../../components/sentence_select.tsx";
import { phrase, t, tn } from "../../i18n/t.ts";

type Kind = HandoverRule["kind"];

/** What a new rule says until somebody changes it. */
export const NEW_RULE: HandoverRule = { kind: "words", words: [] };

const STARTS: Readonly<Record<Kind, HandoverRule>> = {
  words: NEW_RULE,
  intent: { kind: "intent", intent: "trade_in" },
  confidence: { kind: "confidence", below: 0.6 },
  unhappy: { kind: "unhappy", messages: 1 },
};

const KINDS: readonly (readonly [Kind, string])[] = [
  ["words", phrase("the customer writes one of")],
  ["intent", phrase("the customer is about")],
  ["confidence", phrase("it is less sure of its reply than")],
  ["unhappy", phrase("unhappy messages in a row reach")],
];

const INTENTS: readonly (readonly [string, string])[] = [
  ["trade_in", phrase("a trade-in")],
  ["finance", phrase("financing")],
  ["negotiation", phrase("the price to pay")],
  ["price", phrase("a price")],
  ["service", phrase("service")],
  ["visit", phrase("a visit")],
  ["photos", phrase("photos")],
  ["hold", phrase("holding a vehicle")],
  ["complaint", phrase("a complaint")],
];

/** One rule as a sentence whose words can be changed. */
export function RuleLine(props: {
  readonly rule: HandoverRule;
  /** Past conversations that it alone would have handed over. */
  readonly fired: number | null;
  readonly isOpen: boolean;
  /** Null takes the rule out. */
  readonly onRule: (rule: HandoverRule | null) => void;
}): JSX.Element {
  const { rule, fired, isOpen, onRule } = props;
  return (
    <li>
      <span class="choice-row">
        {t("Hand over when")}
        <SentenceSelect
          name={t("What the rule looks at")}
          value={rule.kind}
          options={KINDS.map(([kind, words]) => [kind, t(words)])}
          onChange={(kind) => isOpen && onRule(STARTS[kindOf(kind)])}
        />
        <RuleValue rule={rule} isOpen={isOpen} onRule={onRule} />
      </span>
      <span class="choice-row">
        {fired !== null && (
          <span class="set-meta">
            {tn(fired, "1 past conversation", "{count} past conversations")}
          </span>
        )}
        {isOpen && <IconButton icon="x" name={t("Remove the rule")} onPress={() => onRule(null)} />}
      </span>
    </li>
  );
}

function kindOf(value: string): Kind {
  return KINDS.find(([kind]) => kind === value)?.[0] ?? "words";
}

function RuleValue(props: {
  readonly rule: HandoverRule;
  readonly isOpen: boolean;
  readonly onRule: (rule: HandoverRule) => void;
}): JSX.Element {
  const { rule, isOpen, onRule } = props;
  switch (rule.kind) {
    case "words":
      return <Words words={rule.words} isOpen={isOpen} onRule={onRule} />;
    case "intent":
      return (
        <SentenceSelect
          name={t("What it is about")}
          value={rule.intent}
          options={INTENTS.map(([intent, words]) => [intent, t(words)])}
          onChange={(intent) => isOpen && onRule({ kind: "intent", intent })}
        />
      );
    case "confidence":
      return (
        <SentenceSelect
          name={t("How sure")}
          value={String(rule.below)}
          options={[0.5, 0.6, 0.7, 0.8, 0.9].map((below) => [String(below), `${below * 100} %`])}
          onChange={(below) => isOpen && onRule({ kind: "confidence", below: Number(below) })}
        />
      );
    case "unhappy":
      return (
        <SentenceSelect
          name={t("How many messages")}
          value={String(rule.messages)}
          options={[1, 2, 3].map((count) => [String(count), String(count)])}
          onChange={(count) => isOpen && onRule({ kind: "unhappy", messages: Number(count) })}
        />
      );
  }
}

function Words(props: {
  readonly words: readonly string[];
  readonly isOpen: boolean;
  readonly onRule: (rule: HandoverRule) => void;
}): JSX.Element {
  const set = (text: string): void => {
    const words = text.split(",").map((word) => word.trim())
      .filter((word) => word.length >= 2 && word.length <= 40).slice(0, 20);
    props.onRule({ kind: "words", words });
  };
  return (
    <input
      class="field-input rule-words"
      aria-label={t("Words, with commas between them")}
      placeholder={t("fleet, lemon law")}
      disabled={!props.isOpen}
      value={props.words.join(", ")}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
