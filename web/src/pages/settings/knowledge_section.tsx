import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Entry } from "../../api/settings_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DialogForm } from "../../components/dialog_form.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { Field } from "../../components/field.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { t } from "../../i18n/t.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

/** The approved answers: what the AI may say that is neither inventory nor hours. */
export function KnowledgeSection(props: SectionProps): JSX.Element {
  const { entries } = props.settings;
  const edited = useSignal<Entry | "new" | null>(null);
  const mayWrite = props.page.workplace.may("knowledge.write");
  useEffect(() => void entries.refresh(), [entries]);
  return (
    <section class="card form-card" aria-label={t("Knowledge")}>
      <div class="dashboard-side-head">
        <h2 class="card-title">{t("Approved answers")}</h2>
        {mayWrite && (
          <Button icon="plus" look="main" onPress={() => edited.value = "new"}>
            {t("Add an answer")}
          </Button>
        )}
      </div>
      <RemoteView
        remote={entries.state.value}
        what={t("The answers")}
        onRetry={() => void entries.reload()}
      >
        {(all) =>
          all.length === 0
            ? <EmptyState icon="book-open" title={t("No answers yet")} />
            : (
              <ul class="set-lines">
                {all.map((entry) => (
                  <Line
                    key={entry.id}
                    entry={entry}
                    section={props}
                    onEdit={mayWrite ? () => edited.value = entry : null}
                  />
                ))}
              </ul>
            )}
      </RemoteView>
      {edited.value !== null && (
        <EntryDialog
          entry={edited.value}
          section={props}
          edited={edited}
        />
      )}
    </section>
  );
}

function Line(props: {
  readonly entry: Entry;
  readonly section: SectionProps;
  readonly onEdit: (() => void) | null;
}): JSX.Element {
  const { entry, onEdit } = props;
  const { page, settings } = props.section;
  const retire = async (): Promise<void> => {
    const isActive = !entry.is_active;
    await saving(page, settings.retireEntry(entry.id, isActive), {
      done: isActive ? t("The AI may use it again") : t("Retired. The AI does not use it any more"),
      failed: t("Could not change the answer"),
    });
    await settings.entries.refresh();
  };
  return (
    <li>
      <div class="knowledge-words">
        <p class="set-name">
          {entry.title} {!entry.is_active && <Tag tone="plain">{t("Retired")}</Tag>}
        </p>
        <p class="set-meta">{entry.answer}</p>
      </div>
      {onEdit !== null && (
        <span class="choice-row">
          <Button look="quiet" icon="pencil" onPress={onEdit}>
            {t("Edit")}
            <span class="only-readers">{` ${entry.title}`}</span>
          </Button>
          <Button look="quiet" onPress={() => void retire()}>
            {entry.is_active ? t("Retire") : t("Use again")}
            <span class="only-readers">{` ${entry.title}`}</span>
          </Button>
        </span>
      )}
    </li>
  );
}

function EntryDialog(props: {
  readonly entry: Entry | "new";
  readonly section: SectionProps;
  readonly edited: Signal<Entry | "new" | null>;
}): JSX.Element {
  const { section, edited } = props;
  const entry = props.entry === "new" ? null : props.entry;
  const title = useSignal(entry?.title ?? "");
  const phrases = useSignal(entry?.question_phrases.join("\n") ?? "");
  const answer = useSignal(entry?.answer ?? "");
  const save = async (): Promise<void> => {
    const { page, settings } = section;
    const draft = {
      title: title.value.trim(),
      question_phrases: phrases.value.split("\n").map((one) => one.trim())
        .filter((one) => one !== ""),
      answer: answer.value.trim(),
      category: entry?.category ?? null,
    };
    const words = { done: t("The answer is saved"), failed: t("Could not save the answer") };
    if (!await saving(page, settings.saveEntry(entry?.id ?? null, draft), words)) return;
    edited.value = null;
    await settings.entries.refresh();
  };
  return (
    <Dialog
      title={entry === null ? t("New answer") : t("Edit the answer")}
      isOpen
      onClose={() => edited.value = null}
    >
      <DialogForm onSave={save}>
        <Words id="entry-title" label={t("Question")} most={160} value={title} rows={1} />
        <Words
          id="entry-phrases"
          label={t("Other ways to ask, one a line")}
          most={2000}
          value={phrases}
          rows={3}
        />
        <Words id="entry-answer" label={t("Answer")} most={1200} value={answer} rows={4} />
        <div class="choice-row">
          <Button type="submit" look="main">{t("Save answer")}</Button>
        </div>
      </DialogForm>
    </Dialog>
  );
}

function Words(props: {
  readonly id: string;
  readonly label: string;
  readonly most: number;
  readonly rows: number;
  readonly value: Signal<string>;
}): JSX.Element {
  return (
    <Field id={props.id} label={props.label} fault={null}>
      <textarea
        id={props.id}
        class="field-input"
        rows={props.rows}
        maxLength={props.most}
        required={props.id !== "entry-phrases"}
        value={props.value.value}
        onInput={(event) => props.value.value = event.currentTarget.value}
      />
    </Field>
  );
}
