import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Field } from "../../components/field.tsx";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { DocumentReading } from "./document_reading.tsx";

/** Shows what would be read from a pasted document; nothing of it leaves the page. */
export function SampleTester({ page }: { readonly page: PageProps }): JSX.Element {
  const text = useSignal("");
  const now = useMemo(() => new Date().toISOString(), []);
  return (
    <section class="card form-card" aria-label={t("Try a document")}>
      <h2 class="card-title">{t("Try a document")}</h2>
      <p class="note-line">{t("Paste what a portal sends. Nothing is stored or sent.")}</p>
      <div class="document-sides">
        <Field id="sample-text" label={t("Document")} fault={null}>
          <textarea
            id="sample-text"
            class="field-input document-text"
            spellcheck={false}
            value={text.value}
            onInput={(event) => text.value = event.currentTarget.value}
          />
        </Field>
        {text.value.trim() !== "" && (
          <DocumentReading
            text={text.value}
            received_at={now}
            dealership={page.workplace.dealership}
            sender_domain={null}
          />
        )}
      </div>
    </section>
  );
}
