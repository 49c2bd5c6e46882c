import { useSignal } from "@preact/signals";
import { fillTemplate, type MergeValues } from "@rylie/domain/merge_fields.ts";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { OfferedVehicle, ReplyTemplate, StoreContacts } from "../../api/insert_api.ts";
import type { InboxRow } from "../../api/rows.ts";
import { COMPOSER_FIELD } from "../../components/composer.tsx";
import { Picker } from "../../components/picker.tsx";
import { formatMoney } from "../../format/money.ts";
import { firstName } from "../../format/name.ts";
import { formatPhone } from "../../format/phone.ts";
import { snoozeChoices, snoozeWords } from "../../format/snooze.ts";
import { vehicleName } from "../../format/vehicle.ts";
import { t } from "../../i18n/t.ts";
import { insertOf } from "../../stores/insert_store.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** What the panels of the reply field work with. */
export interface ComposePanelProps {
  readonly workplace: OpenWorkplace;
  readonly row: InboxRow;
  readonly toasts: ToastStore;
  readonly onClose: () => void;
}

/** Approved texts, filled with what is known of this customer. */
export function TemplatePicker(props: ComposePanelProps): JSX.Element {
  const { workplace, row, toasts, onClose } = props;
  const templates = useSignal<readonly ReplyTemplate[] | null>(null);
  const contacts = useSignal<StoreContacts | null>(null);
  useEffect(() => {
    const api = workplace.connect(insertOf);
    Promise.all([api.readTemplates(), api.readContacts()]).then(
      ([read, store]) => {
        contacts.value = store;
        templates.value = read.filter((one) => ["any", row.channel].includes(one.channel));
      },
      (error) => toasts.fail(t("The templates did not load"), error),
    );
  }, []);
  const values = valuesOf(workplace, row, contacts.value);
  return (
    <Picker
      title={t("Insert a template")}
      prompt={t("Name of a template")}
      isSearching={templates.value === null}
      options={(templates.value ?? []).map((one) => ({
        id: one.id,
        name: one.name,
        detail: fillTemplate(one.body, values).text.slice(0, 80),
        group: one.language === "es" ? t("Spanish") : t("English"),
        icon: "message-square-text",
        isChosen: false,
      }))}
      onClose={onClose}
      onChoose={(option) => {
        const template = templates.value?.find((one) => one.id === option.id);
        if (template === undefined) return;
        const { text, missing } = fillTemplate(template.body, values);
        insert(workplace, row, text);
        workplace.templateUse.begin(row.id, template.id);
        if (missing.length > 0) {
          toasts.tell(t("Fill in {fields} before you send", { fields: missing.join(", ") }));
        }
      }}
    />
  );
}

function valuesOf(
  { dealership, user }: OpenWorkplace,
  row: InboxRow,
  contacts: StoreContacts | null,
): MergeValues {
  const address = [contacts?.address_line, contacts?.city, contacts?.region].filter(Boolean);
  return {
    customer_first_name: row.customer_name === null ? null : firstName(row.customer_name),
    customer_name: row.customer_name,
    staff_name: firstName(user.name),
    dealership_name: dealership.name,
    dealership_phone: contacts?.contact_phone ? formatPhone(contacts.contact_phone) : null,
    dealership_address: address.length === 0 ? null : address.join(", "),
    vehicle: row.vehicle_label,
  };
}

const SEARCH_PAUSE_MS = 200;

/** A unit on the lot, as a sentence with its stock number and price. */
export function VehiclePicker(props: ComposePanelProps): JSX.Element {
  const { workplace, row, toasts, onClose } = props;
  const found = useSignal<readonly OfferedVehicle[] | null>(null);
  const words = useSignal("");
  useEffect(() => {
    const timer = setTimeout(() => {
      workplace.connect(insertOf).findVehicles(words.value).then(
        (vehicles) => found.value = vehicles,
        (error) => toasts.fail(t("The vehicles did not load"), error),
      );
    }, SEARCH_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words.value]);
  return (
    <Picker
      title={t("Insert a vehicle")}
      prompt={t("Stock number, make or model")}
      isSearching={found.value === null}
      onQuery={(next) => words.value = next}
      options={(found.value ?? []).map((one) => ({
        id: one.id,
        name: vehicleName(one),
        detail: [one.stock_number, priceOf(one)].filter(Boolean).join(" · "),
        group: t("On the lot"),
        icon: "car-front",
        isChosen: false,
      }))}
      onClose={onClose}
      onChoose={(option) => {
        const vehicle = found.value?.find((one) => one.id === option.id);
        if (vehicle !== undefined) insert(workplace, row, vehicleWords(vehicle));
      }}
    />
  );
}

function priceOf(one: OfferedVehicle): string | null {
  return one.price_cents === null ? null : formatMoney(one.price_cents);
}

/** What the customer reads; the words of texts to customers are not those of the app. */
function vehicleWords(one: OfferedVehicle): string {
  const color = one.ext_color === null ? "" : ` in ${one.ext_color}`;
  const price = priceOf(one);
  return `${vehicleName(one)}${color}, stock ${one.stock_number}${
    price === null ? "" : `, ${price}`
  }`;
}

/** When the words in the reply field are to leave. */
export function SchedulePicker(props: ComposePanelProps): JSX.Element {
  const { workplace, row, toasts, onClose } = props;
  const { clock, dealership, drafts, scheduled } = workplace;
  const now = clock.now.peek();
  return (
    <Picker
      title={t("Send later")}
      prompt={t("When to send it")}
      options={snoozeChoices(now, dealership.timezone).map((choice) => ({
        id: choice.until,
        name: choice.name,
        detail: snoozeWords(choice.until, now, dealership.timezone),
        group: t("Held if the customer writes before that"),
        icon: "clock",
        isChosen: false,
      }))}
      onClose={onClose}
      onChoose={(option) => {
        const words = () => (drafts.drafts.value.get(row.id) ?? "").trim();
        const content = words();
        if (content === "") return toasts.tell(t("Write something first"));
        scheduled.schedule(row.id, content, option.id).then(
          // What was written while the answer was awaited stays.
          () => words() === content && drafts.write(row.id, ""),
          (error) => toasts.fail(t("Could not schedule the message"), error),
        );
      }}
    />
  );
}

/** Puts words into the reply field, after what stands there; a lone slash only asked for them. */
function insert({ drafts }: OpenWorkplace, row: InboxRow, words: string): void {
  const before = (drafts.drafts.value.get(row.id) ?? "").replace(/^\/$/u, "").trimEnd();
  drafts.write(row.id, before === "" ? words : `${before} ${words}`);
  // The dialog gives the focus back to where it was; then it belongs in the field.
  setTimeout(() => document.getElementById(COMPOSER_FIELD)?.focus());
}
