import type { JSX } from "preact";
import type { Channel } from "../api/rows.ts";
import { phrase, t } from "../i18n/t.ts";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon_names.ts";

const NAMES: Record<Channel, string> = {
  sms: phrase("SMS"),
  web: phrase("Web chat"),
  email: phrase("E-mail"),
  phone: phrase("Phone"),
};

const ICONS: Record<Channel, IconName> = {
  sms: "message-square-text",
  web: "globe",
  email: "mail",
  phone: "phone",
};

/** Every channel, the most used first. */
export const CHANNELS: readonly Channel[] = ["sms", "web", "email", "phone"];

/** What a channel is called. */
export function channelName(channel: Channel): string {
  return t(NAMES[channel]);
}

/** The sign of a channel in the sprite. */
export function channelIcon(channel: Channel): IconName {
  return ICONS[channel];
}

/** The sign of a channel, for beside its name. */
export function ChannelIcon(props: { readonly channel: Channel }): JSX.Element {
  return <Icon name={ICONS[props.channel]} size="s" />;
}
