import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { LeadAddress } from "../../api/documents_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { Field } from "../../components/field.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { phrase, t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { DocumentsShape } from "../../stores/documents_store.ts";

const DEPARTMENTS: Readonly<Record<string, string>> = {
  sales: phrase("Sales"),
  service: phrase("Service"),
  parts: phrase("Parts"),
  finance: phrase("Finance"),
  other: phrase("Other"),
};

interface ListProps {
  readonly page: PageProps;
  readonly store: DocumentsShape;
}

/** The mailboxes and keys that portals send leads to. */
export function AddressList(props: ListProps): JSX.Element {
  const { page, store } = props;
  const { addresses } = store;
  const newKey = useSignal<string | null>(null);
  useEffect(() => void addresses.refresh(), [addresses]);
  const work = async (act: Promise<string | void>): Promise<void> => {
    try {
      newKey.value = (await act) ?? null;
      await addresses.refresh();
    } catch (error) {
      page.toasts.fail(t("Could not do this"), error);
    }
  };
  return (
    <>
      {newKey.value !== null && <NewKey url={page.workplace.apis.supabase.url} newKey={newKey} />}
      <RemoteView
        remote={addresses.state.value}
        what={t("The ways in")}
        onRetry={() => void addresses.reload()}
      >
        {(all) => (
          <section class="card form-card">
            {all.length === 0 && <EmptyState icon="inbox" title={t("No way in yet")} />}
            <ul class="address-list">
              {all.map((one) => <Address key={one.id} address={one} store={store} work={work} />)}
            </ul>
            <NewAddress onCreate={(department) => void work(store.createAddress(department))} />
          </section>
        )}
      </RemoteView>
    </>
  );
}

function Address(props: {
  readonly address: LeadAddress;
  readonly store: DocumentsShape;
  readonly work: (act: Promise<string | void>) => Promise<void>;
}): JSX.Element {
  const { address, store, work } = props;
  const { id, local_part, token_hint, is_active } = address;
  return (
    <li>
      <div>
        <strong>{t(DEPARTMENTS[address.department] ?? address.department)}</strong>
        <p class="set-meta">{t("Mail to {name}@ your mail domain", { name: local_part })}</p>
        <p class="set-meta">{t("Key ends in {hint}", { hint: token_hint })}</p>
      </div>
      <div class="choice-row">
        <Button onPress={() => void work(store.rotateKey(id))}>{t("New key")}</Button>
        <Button look="quiet" onPress={() => void work(store.switchAddress(id, !is_active))}>
          {is_active ? t("Switch off") : t("Switch on")}
        </Button>
      </div>
    </li>
  );
}

function NewKey(props: {
  readonly url: string;
  readonly newKey: Signal<string | null>;
}): JSX.Element {
  const { url, newKey } = props;
  return (
    <section class="card form-card" role="status">
      <h2 class="card-title">{t("The new key, shown this once")}</h2>
      <p>
        <code class="document-key">{newKey.value}</code>
      </p>
      <p class="note-line">
        {t("Send documents with it in X-Api-Key to {url}", {
          url: `${url}/functions/v1/adf-inbound`,
        })}
      </p>
      <div class="choice-row">
        <Button
          onPress={() => void navigator.clipboard.writeText(newKey.value ?? "")}
        >
          {t("Copy")}
        </Button>
        <Button look="quiet" onPress={() => newKey.value = null}>{t("I have kept it")}</Button>
      </div>
    </section>
  );
}

function NewAddress(props: { readonly onCreate: (department: string) => void }): JSX.Element {
  const department = useSignal("sales");
  return (
    <form
      class="choice-row choice-row-low"
      onSubmit={(event) => {
        event.preventDefault();
        props.onCreate(department.value);
      }}
    >
      <Field id="new-address" label={t("Department")} fault={null}>
        <select
          id="new-address"
          class="field-input"
          value={department.value}
          onChange={(event) => department.value = event.currentTarget.value}
        >
          {Object.entries(DEPARTMENTS).map(([id, name]) => (
            <option key={id} value={id}>{t(name)}</option>
          ))}
        </select>
      </Field>
      <Button type="submit" look="main">{t("Add a way in")}</Button>
    </form>
  );
}
