import type { JSX } from "preact";
import type { Channel, Consent, Customer, InboxRow } from "../../api/rows.ts";
import { channelIcon, channelName } from "../../components/channel.tsx";
import { Picker, type PickerOption } from "../../components/picker.tsx";
import { formatPhone } from "../../format/phone.ts";
import { shortDate } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { type ConversationsRoute, routePath, type Router } from "../../router.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** Props of ChannelPicker. */
export interface ChannelPickerProps {
  readonly workplace: OpenWorkplace;
  readonly row: InboxRow;
  readonly route: ConversationsRoute;
  readonly router: Router;
  readonly toasts: ToastStore;
  /** Words to take along, as those of a message that failed. */
  readonly words: string;
  readonly onClose: () => void;
}

/** One channel as a way to this customer. */
interface Way {
  readonly channel: Channel;
  /** Where it leads, in words, or why it leads nowhere. */
  readonly detail: string;
  /** The conversation that exists there; null when one is begun. */
  readonly existing: string | null;
  readonly isOff: boolean;
}

const WRITTEN: readonly Channel[] = ["sms", "email", "web"];

/** The ways to this customer, and why some are closed. */
export function ChannelPicker(props: ChannelPickerProps): JSX.Element {
  const { workplace, row } = props;
  const ways = WRITTEN.map((channel) => wayOn(channel, workplace, row));
  return (
    <Picker
      title={t("Reply on")}
      prompt={t("Channel")}
      options={ways.map((way): PickerOption => ({
        id: way.channel,
        name: channelName(way.channel),
        detail: way.detail,
        group: t("Each channel has its own conversation"),
        icon: channelIcon(way.channel),
        isChosen: way.channel === row.channel,
        isOff: way.isOff,
      }))}
      onClose={props.onClose}
      onChoose={(option) => {
        const way = ways.find((one) => one.channel === option.id);
        if (way !== undefined && way.channel !== row.channel) void go(way, props);
      }}
    />
  );
}

async function go(way: Way, props: ChannelPickerProps): Promise<void> {
  const { workplace, row, route, router, toasts, words } = props;
  const { conversation } = workplace.apis;
  try {
    const id = way.existing ?? await conversation.openOther(row.id, way.channel);
    if (words !== "" && (workplace.drafts.drafts.value.get(id) ?? "") === "") {
      workplace.drafts.write(id, words);
    }
    await workplace.inbox.refetch([id]);
    router.go(routePath({ ...route, conversationId: id }));
  } catch (error) {
    toasts.fail(t("Could not open the other channel"), error);
  }
}

function wayOn(channel: Channel, { customer, dealership }: OpenWorkplace, row: InboxRow): Way {
  const other = customer.earlier.value.find((one) => one.channel === channel);
  const existing = channel === row.channel ? row.id : other?.id ?? null;
  const address = channel === row.channel ? row.customer_address : other?.customer_address ??
    addressOn(channel, customer.customer.value, customer.consents.value);
  if (channel === "web") {
    return existing === null
      ? { channel, existing, isOff: true, detail: t("They have not chatted on your site") }
      : { channel, existing, isOff: false, detail: t("Their chat on your site") };
  }
  if (address === null) {
    const detail = channel === "sms" ? t("No phone number known") : t("No e-mail address known");
    return { channel, existing, isOff: true, detail };
  }
  const reason = reasonAgainst(customer.consents.value, { channel, address }, dealership.timezone);
  const shown = channel === "sms" ? formatPhone(address) : address;
  return { channel, existing, isOff: reason !== null, detail: reason ?? shown };
}

/** The first address that may be written to, else the first one. */
function addressOn(
  channel: Channel,
  customer: Customer | null,
  consents: readonly Consent[],
): string | null {
  const kind = channel === "sms" ? "phone" : "email";
  const values = (customer?.customer_identities ?? []).filter((one) => one.kind === kind)
    .map((one) => one.value);
  const isAgreed = (value: string) =>
    consents.some((one) =>
      one.channel === channel && one.address === value && one.status === "granted"
    );
  return values.find(isAgreed) ?? values[0] ?? null;
}

/** Why an address may not be written to: `Texted STOP on Nov 3`; null when it may. */
export function reasonAgainst(
  consents: readonly Consent[],
  to: { readonly channel: Channel; readonly address: string },
  zone: string,
): string | null {
  const consent = consents.find((one) => one.channel === to.channel && one.address === to.address);
  if (consent === undefined) return t("No consent on record");
  if (consent.status === "granted") return null;
  const day = shortDate(consent.occurred_at, zone);
  return consent.method === "keyword"
    ? t("Texted STOP on {day}", { day })
    : t("Opted out on {day}", { day });
}
