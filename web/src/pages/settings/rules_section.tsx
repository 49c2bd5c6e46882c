import { type Signal, useSignal } from "@preact/signals";
import type { HandoverRule } from "@rylie/contract/handover_rules.ts";
import { type DryRun, dryRunRules } from "@rylie/domain/handover_dry_run.ts";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { RuleBook } from "../../api/rules_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { percent } from "../../format/percent.ts";
import { t } from "../../i18n/t.ts";
import { rulesOf, type RulesShape } from "../../stores/rules_store.ts";
import { useUnsaved } from "../../unsaved.ts";
import { NEW_RULE, RuleLine } from "./rule_line.tsx";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

/** The most rules one persona may have, as the database holds them. */
const MOST_RULES = 20;

/** When the AI steps back, and how often it would have in the past. */
export function RulesSection(props: SectionProps): JSX.Element {
  const { workplace } = props.page;
  const store = useMemo(() => workplace.connect(rulesOf), [workplace]);
  useEffect(() => {
    void store.book.refresh();
    void store.past.refresh();
  }, [store]);
  return (
    <RemoteView
      remote={store.book.state.value}
      what={t("The rules")}
      onRetry={() => void store.book.reload()}
    >
      {(book) =>
        book === null
          ? <EmptyState icon="hand" title={t("No persona speaks yet")} />
          : <Rules key={book.personaId} book={book} store={store} section={props} />}
    </RemoteView>
  );
}

interface RulesProps {
  readonly book: RuleBook;
  readonly store: RulesShape;
  readonly section: SectionProps;
}

function Rules(props: RulesProps): JSX.Element {
  const { book, store, section } = props;
  const rules = useSignal<readonly HandoverRule[]>(book.rules);
  const mayWrite = section.page.workplace.may("personas.write");
  const past = store.past.state.value;
  const run = past.kind === "ready" ? dryRunRules(rules.value, past.value) : null;
  const change = (at: number, next: HandoverRule | null): void => {
    rules.value = rules.value.flatMap((rule, place) =>
      place !== at ? [rule] : next === null ? [] : [next]
    );
  };
  return (
    <section class="card form-card" aria-label={t("Handover rules")}>
      <h2 class="card-title">{t("When {name} hands over", { name: book.personaName })}</h2>
      <p class="note-line">
        {t(
          "Besides what always counts: asking for a person, complaints, money matters and missing facts.",
        )}
      </p>
      {rules.value.length === 0 && <p class="note-line">{t("No rules of your own yet")}</p>}
      <ul class="set-lines">
        {rules.value.map((rule, at) => (
          <RuleLine
            key={at}
            rule={rule}
            fired={run?.by_rule[at] ?? null}
            isOpen={mayWrite}
            onRule={(next) => change(at, next)}
          />
        ))}
      </ul>
      <div role="status">{run !== null && <p>{runWords(run)}</p>}</div>
      {mayWrite && <Acts {...props} rules={rules} />}
    </section>
  );
}

function runWords(run: DryRun): string {
  const { conversations, handed_over } = run;
  if (conversations === 0) return t("There is no past to try them on yet");
  return t("Would have handed over {count} of the last {all} conversations ({share})", {
    count: handed_over,
    all: conversations,
    share: percent(handed_over / conversations),
  });
}

function Acts(
  props: RulesProps & { readonly rules: Signal<readonly HandoverRule[]> },
): JSX.Element {
  const { book, store, section, rules } = props;
  const isBusy = useSignal(false);
  const isChanged = JSON.stringify(rules.value) !== JSON.stringify(book.rules);
  useUnsaved(isChanged);
  const publish = async (): Promise<void> => {
    isBusy.value = true;
    const work = store.saveRules(book.personaId, rules.value)
      .then(() => store.evaluate(book.personaId))
      .then(() => store.publish(book.personaId, t("Handover rules")));
    await saving(section.page, work, {
      done: t("The rules hold from the next reply on"),
      failed: t("Could not publish the rules"),
    });
    isBusy.value = false;
    await store.book.refresh();
  };
  const isWhole = rules.value.every((rule) => rule.kind !== "words" || rule.words.length > 0);
  return (
    <div class="choice-row">
      <Button
        icon="plus"
        disabled={rules.value.length >= MOST_RULES}
        onPress={() => rules.value = [...rules.value, NEW_RULE]}
      >
        {t("Add a rule")}
      </Button>
      <Button
        look="main"
        busy={isBusy.value}
        disabled={!isWhole || !isChanged}
        onPress={() => void publish()}
      >
        {t("Check and publish")}
      </Button>
    </div>
  );
}
