import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Source } from "../../api/follow_up_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DialogForm } from "../../components/dialog_form.tsx";
import { Field } from "../../components/field.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { sourceName } from "../../format/lead.ts";
import { t } from "../../i18n/t.ts";
import type { FollowUpShape } from "../../stores/follow_up_store.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";

interface PartProps {
  readonly store: FollowUpShape;
  readonly section: SectionProps;
}

/** Which sources' forms let us text: the exact words are the evidence. */
export function SourceConsents({ store, section }: PartProps): JSX.Element {
  const edited = useSignal<Source | null>(null);
  const mayWrite = section.page.workplace.may("leads.manage");
  return (
    <section class="card form-card" aria-label={t("Texting leads")}>
      <h2 class="card-title">{t("Texting leads")}</h2>
      <p class="note-line">
        {t(
          "A lead is texted after an explicit yes, or when the form of its source says so. Without either it gets an e-mail, or a person calls.",
        )}
      </p>
      <RemoteView
        remote={store.sources.state.value}
        what={t("The sources")}
        onRetry={() => void store.sources.reload()}
      >
        {(all) => (
          <ul class="set-lines">
            {all.map((source) => (
              <li key={source.id}>
                <div class="knowledge-words">
                  <p class="set-name">{sourceName(source.name)}</p>
                  <p class="set-meta">
                    {source.sms_consent_text ?? t("Only after an explicit yes")}
                  </p>
                </div>
                {mayWrite && (
                  <Button look="quiet" onPress={() => edited.value = source}>
                    {t("Change")}
                    <span class="only-readers">{` ${sourceName(source.name)}`}</span>
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </RemoteView>
      {edited.value !== null && (
        <ConsentDialog
          source={edited.value}
          store={store}
          section={section}
          onClose={() => edited.value = null}
        />
      )}
    </section>
  );
}

function ConsentDialog(
  props: PartProps & { readonly source: Source; readonly onClose: () => void },
): JSX.Element {
  const { source, store, section, onClose } = props;
  const words = useSignal(source.sms_consent_text ?? "");
  const save = async (): Promise<void> => {
    const said = words.value.trim();
    const work = store.saveConsentText(source.id, said === "" ? null : said);
    const told = { done: t("Saved"), failed: t("Could not save this") };
    if (!await saving(section.page, work, told)) return;
    onClose();
    await store.sources.refresh();
  };
  return (
    <Dialog title={sourceName(source.name)} isOpen onClose={onClose}>
      <DialogForm onSave={save}>
        <Field
          id="consent-words"
          label={t("The exact words under its form that agree to texts (empty: it has none)")}
          fault={null}
        >
          <textarea
            id="consent-words"
            class="field-input"
            rows={4}
            minLength={10}
            maxLength={2000}
            value={words}
            onInput={(event) => words.value = event.currentTarget.value}
          />
        </Field>
        <div class="choice-row">
          <Button type="submit" look="main">{t("Save")}</Button>
        </div>
      </DialogForm>
    </Dialog>
  );
}
