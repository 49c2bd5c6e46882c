import { decodeDocument } from "@rylie/domain/adf_decode.ts";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { DocumentDetail } from "../../api/documents_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { Field } from "../../components/field.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { bytesOf, documentStatus, documentTone, reviewReason } from "../../format/document.ts";
import { exactTime } from "../../format/exact_time.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { viewPath } from "../../router.ts";
import type { DocumentsShape } from "../../stores/documents_store.ts";
import { DocumentReading } from "./document_reading.tsx";

interface DeskProps {
  readonly page: PageProps;
  readonly store: DocumentsShape;
}

/** One document: as it came, beside what is read from it, and what a person can do about it. */
export function DocumentDesk(props: DeskProps): JSX.Element {
  const { page, store } = props;
  const { part, filters } = page.route;
  const detail = useMemo(() => store.detailOf(part ?? ""), [store, part]);
  useEffect(() => void detail.refresh(), [detail]);
  const back = viewPath({ ...page.route, part: null, filters });
  return (
    <div class="document-desk">
      <a class="document-back" href={back}>{t("All documents")}</a>
      <RemoteView
        remote={detail.state.value}
        what={t("The document")}
        onRetry={() => void detail.reload()}
      >
        {(document) =>
          document === null
            ? <EmptyState icon="circle-alert" title={t("There is no such document")} />
            : <Desk key={document.status} {...{ ...props, document, back }} />}
      </RemoteView>
    </div>
  );
}

function Desk(
  props: DeskProps & { readonly document: DocumentDetail; readonly back: string },
): JSX.Element {
  const { page, document } = props;
  const { dealership } = page.workplace;
  const came = useMemo(() => {
    const charset = /charset\s*=\s*["']?([\w-]+)/i.exec(document.content_type ?? "")?.[1] ?? null;
    return document.fixed_text ?? decodeDocument(bytesOf(document.raw), charset).text;
  }, [document]);
  const text = useSignal(came);
  const waits = document.status === "needs_review";
  return (
    <>
      <header class="document-head">
        <h2>{document.source ?? document.sender_domain ?? t("Unknown")}</h2>
        <Tag tone={documentTone(document.status)}>{documentStatus(document.status)}</Tag>
        <p class="set-meta">{exactTime(document.received_at, dealership.timezone)}</p>
      </header>
      {waits && <p role="status">{reviewReason(document.review_reason)}</p>}
      {waits && <Acts {...props} came={came} text={text.value} />}
      <div class="document-sides">
        <Field id="document-text" label={t("As it came")} fault={null}>
          <textarea
            id="document-text"
            class="field-input document-text"
            spellcheck={false}
            readOnly={!waits || document.dealership_id === null}
            value={text.value}
            onInput={(event) => text.value = event.currentTarget.value}
          />
        </Field>
        <DocumentReading
          text={text.value}
          received_at={document.received_at}
          dealership={dealership}
          sender_domain={document.sender_domain}
        />
      </div>
    </>
  );
}

interface ActsProps extends DeskProps {
  readonly document: DocumentDetail;
  readonly back: string;
  readonly came: string;
  readonly text: string;
}

type Work = (act: Promise<void>, done: string) => void;

function Acts(props: ActsProps): JSX.Element {
  const { page, store, document, back } = props;
  const busy = useSignal(false);
  const work = async (act: Promise<void>, done: string): Promise<void> => {
    busy.value = true;
    try {
      await act;
      page.toasts.tell(done);
      page.router.go(back);
    } catch (error) {
      page.toasts.fail(t("Could not do this"), error);
    } finally {
      busy.value = false;
    }
  };
  const run: Work = (act, done) => void work(act, done);
  const some = { ...props, busy: busy.value, run };
  return (
    <div class="choice-row">
      {document.dealership_id === null ? <Assign {...some} /> : <ReadAgain {...some} />}
      <Button
        look="quiet"
        busy={busy.value}
        onPress={() => run(store.discard(document.id), t("Discarded"))}
      >
        {t("It is no lead")}
      </Button>
    </div>
  );
}

interface ActProps extends ActsProps {
  readonly busy: boolean;
  readonly run: Work;
}

function Assign({ page, store, document, busy, run }: ActProps): JSX.Element {
  const { name } = page.workplace.dealership;
  return (
    <Button
      look="main"
      busy={busy}
      onPress={() => run(store.assign(document.id), t("{name} has this document now", { name }))}
    >
      {t("Give it to {name}", { name })}
    </Button>
  );
}

function ReadAgain({ store, document: { id }, came, text, busy, run }: ActProps): JSX.Element {
  const isChanged = text !== came;
  return (
    <>
      <Button
        look="main"
        busy={busy}
        onPress={() =>
          run(store.retry(id, isChanged ? text : null), t("The document is read again"))}
      >
        {isChanged ? t("Save and read again") : t("Read again")}
      </Button>
      <Button
        busy={busy}
        disabled={isChanged}
        onPress={() => run(store.accept(id), t("The lead is made as it was read"))}
      >
        {t("Take it as it was read")}
      </Button>
    </>
  );
}
