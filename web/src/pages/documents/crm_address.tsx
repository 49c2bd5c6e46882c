import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { describedBy, Field } from "../../components/field.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { Crm, CrmGets } from "../../api/lead_exports_api.ts";
import { leadExportsOf, type LeadExportsShape } from "../../stores/lead_exports_store.ts";
import { SettingsForm } from "../settings/settings_form.tsx";

const CHOICES: readonly CrmGets[] = ["adf", "original", "both"];

/** Where each new lead is sent on to, with the conversation so far. */
export function CrmAddress({ page }: { readonly page: PageProps }): JSX.Element {
  const { workplace } = page;
  const store = useMemo(() => workplace.connect(leadExportsOf), [workplace]);
  useEffect(() => void store.crm.refresh(), [store]);
  return (
    <RemoteView
      remote={store.crm.state.value}
      what={t("The CRM address")}
      onRetry={() => void store.crm.reload()}
    >
      {(crm) => (
        <AddressForm key={`${crm.crm_email} ${crm.crm_gets}`} page={page} store={store} crm={crm} />
      )}
    </RemoteView>
  );
}

function AddressForm(props: {
  readonly page: PageProps;
  readonly store: LeadExportsShape;
  readonly crm: Crm;
}): JSX.Element {
  const { page, store } = props;
  const email = useSignal(props.crm.crm_email ?? "");
  const gets = useSignal(props.crm.crm_gets);
  const mayChange = page.workplace.may("dealership.update");
  const undo = (): void => {
    email.value = props.crm.crm_email ?? "";
    gets.value = props.crm.crm_gets;
  };
  const save = async (): Promise<void> => {
    const wanted = email.value.trim().toLowerCase();
    try {
      await store.saveCrm({ crm_email: wanted === "" ? null : wanted, crm_gets: gets.value });
      page.toasts.tell(savedWords(wanted));
      await store.crm.refresh();
    } catch (error) {
      page.toasts.fail(t("Could not save the address"), error);
    }
  };
  return (
    <SettingsForm
      title={t("Leads to your CRM")}
      isChanged={email.value.trim() !== (props.crm.crm_email ?? "") ||
        gets.value !== props.crm.crm_gets}
      saveWords={t("Save the address")}
      onSave={save}
      onUndo={undo}
    >
      <p class="note-line">
        {t(
          "Each new lead is mailed there, as ADF with the conversation so far or as it came to you.",
        )}
      </p>
      <EmailField email={email} isFixed={!mayChange} />
      <GetsField gets={gets} isFixed={!mayChange} />
      {!mayChange && (
        <p class="note-line">{t("Only an admin of your dealership can change these.")}</p>
      )}
    </SettingsForm>
  );
}

function EmailField(props: {
  readonly email: Signal<string>;
  readonly isFixed: boolean;
}): JSX.Element {
  return (
    <Field
      id="crm-email"
      label={t("Lead address of your CRM")}
      help={t("Empty: no lead is sent on.")}
      fault={null}
    >
      <input
        id="crm-email"
        class="field-input"
        type="email"
        disabled={props.isFixed}
        aria-describedby={describedBy("crm-email")}
        value={props.email}
        onInput={(event) => props.email.value = event.currentTarget.value}
      />
    </Field>
  );
}

function GetsField(props: {
  readonly gets: Signal<CrmGets>;
  readonly isFixed: boolean;
}): JSX.Element {
  const { gets, isFixed } = props;
  return (
    <Field id="crm-gets" label={t("What your CRM gets")} fault={null}>
      <select
        id="crm-gets"
        class="field-input"
        disabled={isFixed}
        value={gets.value}
        onChange={(event) => {
          const { value } = event.currentTarget;
          gets.value = CHOICES.find((one) => one === value) ?? "adf";
        }}
      >
        {CHOICES.map((one) => <option key={one} value={one}>{getsWords(one)}</option>)}
      </select>
    </Field>
  );
}

function savedWords(email: string): string {
  return email === ""
    ? t("No lead is sent to a CRM any more")
    : t("New leads go to {email}", { email });
}

function getsWords(gets: CrmGets): string {
  switch (gets) {
    case "adf":
      return t("Our ADF");
    case "original":
      return t("The original mail or document");
    case "both":
      return t("Both");
  }
}
