import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { MadeLead, NewLead, NewLeadApi } from "../../api/new_lead_api.ts";
import type { InboxRow } from "../../api/rows.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DialogForm } from "../../components/dialog_form.tsx";
import { Field } from "../../components/field.tsx";
import { ChoicePart, TextPart, WordsPart } from "../../components/form_parts.tsx";
import { leadType, sourceName } from "../../format/lead.ts";
import { customerTitle } from "../../format/name.ts";
import { formatPhone, toE164 } from "../../format/phone.ts";
import { t } from "../../i18n/t.ts";
import { newLeadOf } from "../../stores/new_lead_store.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Props of NewLeadDialog. */
export interface NewLeadProps {
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastStore;
  /** The conversation it is made of; null for somebody who walked in or called. */
  readonly row: InboxRow | null;
  readonly onMade: (made: MadeLead) => void;
  readonly onClose: () => void;
}

const TYPES = ["sales", "test_drive", "trade", "finance"];
const OWN_SOURCES = ["Walk-in", "Phone", "Referral"];
const CHANNEL_SOURCES: Readonly<Record<string, string>> = {
  sms: "Text",
  email: "E-mail",
  web: "Web chat",
};

/** Makes a lead of somebody whom no document brought; one that is open already is added to. */
export function NewLeadDialog(props: NewLeadProps): JSX.Element {
  const title = props.row === null ? t("New lead") : t("Make a lead");
  return (
    <Dialog title={title} isOpen onClose={props.onClose}>
      <Form {...props} />
    </Dialog>
  );
}

function Form(props: NewLeadProps): JSX.Element {
  const { workplace, row } = props;
  const store = useMemo(() => workplace.connect(newLeadOf), [workplace]);
  const draft = useDraft(props);
  const clientId = useMemo(() => workplace.apis.newId(), [workplace]);
  const save = () =>
    make(props, store.make(wordsOf(draft, clientId, row)), draft.name.value.trim());
  return (
    <DialogForm onSave={save}>
      <TextPart
        id="lead-name"
        label={t("Name")}
        value={draft.name}
        most={120}
        isOptional={row !== null}
      />
      <Reach draft={draft} isNeeded={row === null} />
      <Wish value={draft.wish} />
      <ChoicePart
        id="lead-type"
        label={t("What for")}
        value={draft.type}
        options={TYPES.map((one) => [one, leadType(one)])}
      />
      <Source {...props} store={store} value={draft.source} />
      <ChoicePart
        id="lead-owner"
        label={t("Who works it")}
        value={draft.owner}
        options={[["me", t("Me")], ["rules", t("Whoever the rules say")]]}
      />
      <WordsPart
        id="lead-note"
        label={t("Note for colleagues")}
        value={draft.note.value}
        most={4_000}
        fault={null}
        isOptional
        onWords={(words) => draft.note.value = words}
      />
      <div class="choice-row">
        <Button type="submit" look="main">{t("Make the lead")}</Button>
      </div>
    </DialogForm>
  );
}

/** The dealership's sources, with those that need no portal. */
function Source(
  props: NewLeadProps & { readonly store: NewLeadApi; readonly value: Signal<string> },
): JSX.Element {
  const { store, toasts, value } = props;
  const names = useSignal<readonly string[]>([]);
  useEffect(() => {
    store.readSourceNames().then(
      (read) => names.value = read,
      (error) => toasts.fail(t("The sources did not load"), error),
    );
  }, [store]);
  const first = useRef(value.peek());
  const all = [...new Set([first.current, ...OWN_SOURCES, ...names.value])];
  return (
    <ChoicePart
      id="lead-source"
      label={t("Source")}
      value={value}
      options={all.map((one) => [one, sourceName(one)])}
    />
  );
}

type Draft = Readonly<
  Record<
    "name" | "phone" | "email" | "wish" | "type" | "source" | "owner" | "note",
    Signal<string>
  >
>;

/** Filled with what the conversation knows. */
function useDraft({ workplace, row }: NewLeadProps): Draft {
  const { customer } = workplace;
  const known = row === null ? [] : customer.customer.peek()?.customer_identities ?? [];
  const address = (kind: string) => known.find((one) => one.kind === kind)?.value ?? "";
  return {
    name: useSignal(row?.customer_name ?? ""),
    phone: useSignal(formatPhone(address("phone"))),
    email: useSignal(address("email")),
    wish: useSignal(row?.vehicle_stock ?? ""),
    type: useSignal("sales"),
    source: useSignal(CHANNEL_SOURCES[row?.channel ?? ""] ?? "Walk-in"),
    owner: useSignal("me"),
    note: useSignal(""),
  };
}

function wordsOf(draft: Draft, clientId: string, row: InboxRow | null): NewLead {
  return {
    clientId,
    name: draft.name.value,
    phone: toE164(draft.phone.value),
    email: draft.email.value,
    wish: draft.wish.value,
    type: draft.type.value,
    source: draft.source.value,
    note: draft.note.value,
    conversationId: row?.id ?? null,
    isMine: draft.owner.value === "me",
  };
}

async function make(props: NewLeadProps, work: Promise<MadeLead>, said: string): Promise<void> {
  const { row, toasts, onMade, onClose } = props;
  const name = customerTitle(said === "" ? null : said, row?.customer_address ?? null);
  let made: MadeLead;
  try {
    made = await work;
  } catch (error) {
    return toasts.fail(t("Could not make the lead"), error);
  }
  toasts.tell(
    made.outcome !== "credited"
      ? t("{name} is a lead now", { name })
      : made.is_shown
      ? t("{name} has an open lead: this was added to it", { name })
      : t("A colleague has a lead of {name}: this was added to it", { name }),
  );
  onClose();
  onMade(made);
}

/** A number or an address, or both; staff who type one agree to nothing for the shopper. */
function Reach(props: { readonly draft: Draft; readonly isNeeded: boolean }): JSX.Element {
  const { phone, email } = props.draft;
  const typed = phone.value.trim() !== "";
  const fault = typed && toE164(phone.value) === null
    ? t("This is not a phone number")
    : props.isNeeded && !typed && email.value.trim() === ""
    ? t("It needs a phone number or an e-mail address")
    : "";
  return (
    <>
      <Field
        id="lead-phone"
        label={t("Phone")}
        help={t("Typing a number is no consent to text it.")}
        fault={null}
      >
        <input
          ref={(input) => input?.setCustomValidity(fault)}
          id="lead-phone"
          type="tel"
          class="field-input"
          aria-describedby="lead-phone-help"
          value={phone}
          onInput={(event) => phone.value = event.currentTarget.value}
        />
      </Field>
      <Field id="lead-email" label={t("E-mail")} fault={null}>
        <input
          id="lead-email"
          type="email"
          class="field-input"
          maxLength={254}
          value={email}
          onInput={(event) => email.value = event.currentTarget.value}
        />
      </Field>
    </>
  );
}

function Wish({ value }: { readonly value: Signal<string> }): JSX.Element {
  return (
    <Field
      id="lead-wish"
      label={t("What they want")}
      help={t("A stock number finds the unit; all else stays in words.")}
      fault={null}
    >
      <input
        id="lead-wish"
        class="field-input"
        maxLength={2_000}
        aria-describedby="lead-wish-help"
        value={value}
        onInput={(event) => value.value = event.currentTarget.value}
      />
    </Field>
  );
}
