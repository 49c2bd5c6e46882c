import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { DryRun, RoutingRule } from "../../api/routing_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { conditionWords, limitWords } from "../../format/routing.ts";
import { sentenceCase } from "../../format/sentence_case.ts";
import { t } from "../../i18n/t.ts";
import { routingOf, type RoutingShape } from "../../stores/routing_store.ts";
import { RoutingDialog } from "./routing_dialog.tsx";
import { RoutingTry } from "./routing_try.tsx";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

/** Who gets new leads: rules in their order, and what they would have done with past ones. */
export function RoutingSection(props: SectionProps): JSX.Element {
  const { workplace } = props.page;
  const api = useMemo(() => workplace.connect(routingOf), [workplace]);
  const edited = useSignal<RoutingRule | "new" | null>(null);
  useEffect(() => void api.rules.refresh(), [api]);
  const mayWrite = workplace.may("leads.manage");
  return (
    <section class="card form-card" aria-label={t("Who gets new leads")}>
      <div class="dashboard-side-head">
        <h2 class="card-title">{t("Who gets new leads")}</h2>
        {mayWrite && (
          <Button icon="plus" look="main" onPress={() => edited.value = "new"}>
            {t("Add a rule")}
          </Button>
        )}
      </div>
      <p class="note-line">{t("The first rule that fits and has somebody free decides.")}</p>
      <RemoteView
        remote={api.rules.state.value}
        what={t("The rules")}
        onRetry={() => void api.rules.reload()}
      >
        {(all) => (
          <>
            <Rules
              rules={all}
              section={props}
              api={api}
              onEdit={mayWrite ? (rule) => edited.value = rule : null}
            />
            {mayWrite && <TryOut rules={all} api={api} section={props} />}
            {edited.value !== null && (
              <RoutingDialog
                rule={edited.value === "new" ? null : edited.value}
                last={Math.max(0, ...all.map(({ position }) => position))}
                api={api}
                section={props}
                onClose={() => edited.value = null}
              />
            )}
          </>
        )}
      </RemoteView>
    </section>
  );
}

interface RulesProps {
  readonly rules: readonly RoutingRule[];
  readonly section: SectionProps;
  readonly api: RoutingShape;
  readonly onEdit: ((rule: RoutingRule) => void) | null;
}

function Rules(props: RulesProps): JSX.Element {
  if (props.rules.length === 0) {
    return (
      <EmptyState icon="users-round" title={t("No rules yet")}>
        <p>
          {t(
            "Until then whoever had the shopper gets a lead, then those on duty in turn, then a manager.",
          )}
        </p>
      </EmptyState>
    );
  }
  return (
    <ol class="set-lines">
      {props.rules.map((rule, index) => (
        <Line key={rule.id} rule={rule} index={index} list={props} />
      ))}
    </ol>
  );
}

interface LineProps {
  readonly rule: RoutingRule;
  readonly index: number;
  readonly list: RulesProps;
}

function Line(props: LineProps): JSX.Element {
  const { rule, index, list } = props;
  const asks = conditionWords(rule.conditions);
  const names = list.section.page.workplace.team.names.value;
  return (
    <li>
      <div class="knowledge-words">
        <p class="set-name">
          {`${index + 1}. ${rule.name}`} {!rule.is_active && <Tag tone="plain">{t("Off")}</Tag>}
        </p>
        <p class="set-meta">
          {asks.length === 0 ? t("Every lead") : sentenceCase(asks.join(" · "))}
        </p>
        <p class="set-meta">{limitWords(rule, names)}</p>
      </div>
      {list.onEdit !== null && <LineActs {...{ ...props, onEdit: list.onEdit }} />}
    </li>
  );
}

function LineActs(
  props: LineProps & { readonly onEdit: (rule: RoutingRule) => void },
): JSX.Element {
  const { rule, index, list, onEdit } = props;
  const change = async (work: Promise<void>, done: string): Promise<void> => {
    const failed = t("Could not change the rule");
    await saving(list.section.page, work, { done, failed });
    await list.api.rules.refresh();
  };
  const move = (by: -1 | 1): void => {
    const ids = list.rules.map(({ id }) => id);
    ids.splice(index, 1);
    ids.splice(index + by, 0, rule.id);
    const place = index + by + 1;
    void change(list.api.order(ids), t("{name} is rule {place} now", { name: rule.name, place }));
  };
  const turn = (): void =>
    void change(
      list.api.change(rule.id, { is_active: !rule.is_active }),
      rule.is_active ? t("The rule is off") : t("The rule is on"),
    );
  const act = (name: string, onPress: () => void) => (
    <Button look="quiet" onPress={onPress}>
      {name}
      <span class="only-readers">{` ${rule.name}`}</span>
    </Button>
  );
  return (
    <span class="choice-row">
      {index > 0 && act(t("Up"), () => move(-1))}
      {index < list.rules.length - 1 && act(t("Down"), () => move(1))}
      {act(rule.is_active ? t("Switch off") : t("Switch on"), turn)}
      {act(t("Change"), () => onEdit(rule))}
    </span>
  );
}

function TryOut(props: {
  readonly rules: readonly RoutingRule[];
  readonly api: RoutingShape;
  readonly section: SectionProps;
}): JSX.Element {
  const { rules, api, section } = props;
  const found = useSignal<DryRun | null>(null);
  const busy = useSignal(false);
  const run = async (): Promise<void> => {
    busy.value = true;
    const asked = rules.filter(({ is_active }) => is_active)
      .map(({ id: _id, position: _position, is_active: _active, ...draft }) => draft);
    try {
      found.value = await api.tryOut(asked);
    } catch (error) {
      section.page.toasts.fail(t("Could not try the rules"), error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <>
      <div class="choice-row">
        <Button busy={busy.value} onPress={() => void run()}>
          {t("Try these rules on the leads of the last 30 days")}
        </Button>
      </div>
      {found.value !== null && <RoutingTry found={found.value} page={section.page} />}
    </>
  );
}
