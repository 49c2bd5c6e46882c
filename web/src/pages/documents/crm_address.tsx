import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { leadExportsOf, type LeadExportsShape } from "../../stores/lead_exports_store.ts";

/** Where each new lead is sent on to, with the conversation so far. */
export function CrmAddress({ page }: { readonly page: PageProps }): JSX.Element {
  const { workplace } = page;
  const store = useMemo(() => workplace.connect(leadExportsOf), [workplace]);
  useEffect(() => void store.crmEmail.refresh(), [store]);
  return (
    <RemoteView
      remote={store.crmEmail.state.value}
      what={t("The CRM address")}
      onRetry={() => void store.crmEmail.reload()}
    >
      {(email) => <AddressForm key={email ?? ""} page={page} store={store} email={email ?? ""} />}
    </RemoteView>
  );
}

function AddressForm(props: {
  readonly page: PageProps;
  readonly store: LeadExportsShape;
  readonly email: string;
}): JSX.Element {
  const { page, store } = props;
  const email = useSignal(props.email);
  const mayChange = page.workplace.may("dealership.update");
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = email.value.trim().toLowerCase();
    try {
      await store.saveCrmEmail(wanted === "" ? null : wanted);
      page.toasts.tell(
        wanted === ""
          ? t("No lead is sent to a CRM any more")
          : t("New leads go to {email}", { email: wanted }),
      );
      await store.crmEmail.refresh();
    } catch (error) {
      page.toasts.fail(t("Could not save the address"), error);
    }
  };
  return (
    <form class="card form-card" onSubmit={(event) => void save(event)}>
      <h2 class="card-title">{t("Leads to your CRM")}</h2>
      <p class="note-line">
        {t("Each new lead is mailed there as ADF, with the conversation so far.")}
      </p>
      <Field id="crm-email" label={t("Lead address of your CRM")} fault={null}>
        <input
          id="crm-email"
          class="field-input"
          type="email"
          readOnly={!mayChange}
          value={email.value}
          onInput={(event) => email.value = event.currentTarget.value}
        />
      </Field>
      {mayChange
        ? (
          <div class="choice-row">
            <Button type="submit">{t("Save")}</Button>
          </div>
        )
        : <p class="note-line">{t("Only an admin of your dealership can change these.")}</p>}
    </form>
  );
}
