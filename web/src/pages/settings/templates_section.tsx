import { useSignal } from "@preact/signals";
import { approvedTemplates } from "@rylie/domain/template_catalogue.ts";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { MessageTemplate, TemplateResult } from "../../api/templates_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { percent } from "../../format/percent.ts";
import { STAGES } from "../../format/template.ts";
import { t, tn } from "../../i18n/t.ts";
import { templatesOf, type TemplatesShape } from "../../stores/templates_store.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";
import { TemplateDialog } from "./template_dialog.tsx";

/** The texts that staff insert, the AI's own sentences, and what came of each. */
export function TemplatesSection(props: SectionProps): JSX.Element {
  const { workplace } = props.page;
  const store = useMemo(() => workplace.connect(templatesOf), [workplace]);
  useEffect(() => {
    void store.templates.refresh();
    void store.results.refresh();
  }, [store]);
  const results = store.results.state.value;
  const known = results.kind === "ready" ? results.value : new Map<string, TemplateResult>();
  return (
    <>
      <Own store={store} section={props} results={known} />
      {workplace.may("analytics.read") && <Approved results={known} />}
    </>
  );
}

interface OwnProps {
  readonly store: TemplatesShape;
  readonly section: SectionProps;
  readonly results: ReadonlyMap<string, TemplateResult>;
}

function Own(props: OwnProps): JSX.Element {
  const { store, section, results } = props;
  const edited = useSignal<MessageTemplate | "new" | null>(null);
  const mayWrite = section.page.workplace.may("templates.manage");
  return (
    <section class="card form-card" aria-label={t("Templates")}>
      <div class="dashboard-side-head">
        <h2 class="card-title">{t("Texts your team inserts")}</h2>
        {mayWrite && (
          <Button icon="plus" look="main" onPress={() => edited.value = "new"}>
            {t("Add a text")}
          </Button>
        )}
      </div>
      <RemoteView
        remote={store.templates.state.value}
        what={t("The texts")}
        onRetry={() => void store.templates.reload()}
      >
        {(all) =>
          all.length === 0
            ? <EmptyState icon="message-square-text" title={t("No texts yet")} />
            : (
              <ul class="set-lines">
                {all.map((one) => (
                  <Line
                    key={one.id}
                    template={one}
                    result={results.get(one.id)}
                    own={props}
                    onEdit={mayWrite ? () => edited.value = one : null}
                  />
                ))}
              </ul>
            )}
      </RemoteView>
      {edited.value !== null && (
        <TemplateDialog
          template={edited.value === "new" ? null : edited.value}
          store={store}
          section={section}
          onClose={() => edited.value = null}
        />
      )}
    </section>
  );
}

function Line(props: {
  readonly template: MessageTemplate;
  readonly result: TemplateResult | undefined;
  readonly own: OwnProps;
  readonly onEdit: (() => void) | null;
}): JSX.Element {
  const { template, onEdit } = props;
  const { store, section } = props.own;
  const retire = async (): Promise<void> => {
    const isActive = !template.is_active;
    await saving(section.page, store.retireTemplate(template.id, isActive), {
      done: isActive ? t("It can be inserted again") : t("Retired. Nobody can insert it any more"),
      failed: t("Could not change the text"),
    });
    await store.templates.refresh();
  };
  return (
    <li>
      <div class="knowledge-words">
        <p class="set-name">
          {template.name} {!template.is_active && <Tag tone="plain">{t("Retired")}</Tag>}
        </p>
        <p class="set-meta">{template.body}</p>
        <p class="set-meta">
          {t(STAGES[template.stage] ?? template.stage)} · {resultWords(props.result)}
        </p>
      </div>
      {onEdit !== null && (
        <span class="choice-row">
          <Button look="quiet" icon="pencil" onPress={onEdit}>
            {t("Edit")}
            <span class="only-readers">{` ${template.name}`}</span>
          </Button>
          <Button look="quiet" onPress={() => void retire()}>
            {template.is_active ? t("Retire") : t("Use again")}
            <span class="only-readers">{` ${template.name}`}</span>
          </Button>
        </span>
      )}
    </li>
  );
}

/** The AI's own sentences that were used; the rest would be a list of hundreds. */
function Approved(props: { readonly results: ReadonlyMap<string, TemplateResult> }): JSX.Element {
  const used = approvedTemplates().flatMap((template) => {
    const result = props.results.get(template.id);
    return result === undefined ? [] : [{ template, result }];
  }).sort((one, other) => other.result.uses - one.result.uses);
  return (
    <section class="card form-card" aria-label={t("The AI's own sentences")}>
      <h2 class="card-title">{t("The AI's own sentences")}</h2>
      <p class="note-line">
        {t("Used in 90 days where no model wrote the reply, and what followed within a week.")}
      </p>
      {used.length === 0
        ? <EmptyState icon="message-square-text" title={t("None was used yet")} />
        : (
          <ul class="set-lines">
            {used.map(({ template, result }) => (
              <li key={template.id}>
                <div class="knowledge-words">
                  <p>{template.text}</p>
                  <p class="set-meta">
                    {t(STAGES[template.stage] ?? template.stage)} ·{" "}
                    {template.language === "es" ? t("Spanish") : t("English")} ·{" "}
                    {resultWords(result)}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )}
    </section>
  );
}

function resultWords(result: TemplateResult | undefined): string {
  if (result === undefined) return t("not used in 90 days");
  const share = (count: number) => percent(count / result.uses);
  return [
    tn(result.uses, "used once", "used {count} times"),
    t("{share} replied", { share: share(result.replies) }),
    t("{share} booked", { share: share(result.bookings) }),
  ].join(" · ");
}
