import type { ComponentChildren, JSX } from "preact";
import type { DeliveryWords } from "../format/delivery.ts";
import { clockTime, fullTime } from "../format/time.ts";
import { t } from "../i18n/t.ts";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon_names.ts";
import { lazily } from "./lazily.tsx";
import { Plate } from "./plate.tsx";

const Photo = lazily(
  () => import("./photo.tsx").then((module) => module.Photo),
  () => <span class="photo" />,
);

/** Props of MessageBubble. */
export interface MessageBubbleProps {
  /** What a link to it names; null for what the server has not stored yet. */
  readonly id: number | null;
  readonly author: "customer" | "ai" | "staff" | "note";
  readonly name: string;
  readonly at: string;
  /** Where it came from or went to, where that is not plain. */
  readonly reach: JSX.Element | null;
  readonly zone: string;
  readonly text: string;
  /** The language it is written in, when that is known; a screen reader speaks it then. */
  readonly lang: string | null;
  /** Subject of an e-mail; null where the one before still holds. */
  readonly subject: string | null;
  readonly media: readonly MessageFile[];
  /** Saves a file of the private bucket. */
  readonly onFile: (path: string, name: string) => void;
  /** An address under which a picture of the private bucket can be shown. */
  readonly addressOf: (path: string) => Promise<string>;
  readonly checked: string | null;
  readonly delivery: DeliveryWords | null;
  readonly isContinued: boolean;
  /** Shows why the AI wrote this; null for what people wrote. */
  readonly onWhy: (() => void) | null;
  readonly onRetry: (() => void) | null;
  readonly onDiscard: (() => void) | null;
  /** Sends the same words on another channel. */
  readonly onElsewhere: (() => void) | null;
}

/** A file of a message: at an address, or at a path of the private bucket. */
export interface MessageFile {
  readonly url: string;
  readonly isImage: boolean;
  readonly path?: string;
  readonly name?: string;
}

/** One message. What the AI wrote has a stitched edge and says "AI"; human words never have one. */
export function MessageBubble(props: MessageBubbleProps): JSX.Element {
  return (
    <article
      id={props.id === null ? undefined : `message-${props.id}`}
      class="message-bubble"
      data-author={props.author}
    >
      {!props.isContinued && <Head message={props} />}
      <div class="message-bubble-body">
        {props.author === "note" && (
          <p class="message-bubble-hint">{t("Only your team sees this")}</p>
        )}
        {props.subject !== null && <p class="message-bubble-subject">{props.subject}</p>}
        {props.text !== "" && (
          <p class="message-bubble-text" lang={props.lang ?? undefined}>{props.text}</p>
        )}
        {props.media.map((one) => (
          <MediaLink
            key={one.path ?? one.url}
            file={one}
            message={props}
          />
        ))}
      </div>
      {(props.onWhy !== null || props.delivery !== null) && <Foot message={props} />}
    </article>
  );
}

function MediaLink(props: {
  readonly file: MessageFile;
  readonly message: MessageBubbleProps;
}): JSX.Element {
  const { url, isImage, path, name = "" } = props.file;
  const { onFile, addressOf } = props.message;
  if (path !== undefined) {
    const save = () => onFile(path, name || path.split("/").at(-1) || "file");
    return isImage
      ? <Photo path={path} name={name} addressOf={addressOf} onSave={save} />
      : (
        <button type="button" class="message-bubble-media" onClick={save}>
          <Icon name="paperclip" size="s" />
          {name || t("Attachment")}
        </button>
      );
  }
  return (
    <a class="message-bubble-media" href={url} target="_blank" rel="noopener noreferrer">
      <Icon name="paperclip" size="s" />
      {isImage ? t("Photo") : t("Attachment")}
    </a>
  );
}

function Head(props: { readonly message: MessageBubbleProps }): JSX.Element {
  const { author, name, at, reach, zone } = props.message;
  return (
    <header class="message-bubble-head">
      <b class="message-bubble-name">{name}</b>
      <span>
        {author === "ai" && "AI · "}
        <time dateTime={at} title={fullTime(at, zone)}>{clockTime(at, zone)}</time>
        {reach}
      </span>
      {author === "ai" && <Plate name={name} kind="ai" />}
    </header>
  );
}

function Foot(props: { readonly message: MessageBubbleProps }): JSX.Element {
  const { checked, delivery, onWhy, onRetry, onDiscard, onElsewhere } = props.message;
  return (
    <footer class="message-bubble-foot">
      {onWhy !== null && (
        <button type="button" class="message-bubble-why" onClick={onWhy}>
          <FootLine icon={checked === null ? "lightbulb" : "badge-check"} tone="done">
            {checked ?? t("Why this reply")}
          </FootLine>
          {checked !== null && <span class="only-readers">{t(", why this reply")}</span>}
        </button>
      )}
      {delivery !== null && (
        <FootLine icon={iconOf(delivery)} tone={delivery.tone}>{delivery.text}</FootLine>
      )}
      {onRetry !== null && (
        <button type="button" class="message-bubble-act" onClick={onRetry}>
          {delivery?.retryWord ?? t("Retry")}
        </button>
      )}
      {onElsewhere !== null && (
        <button type="button" class="message-bubble-act" onClick={onElsewhere}>
          {t("Other channel")}
        </button>
      )}
      {onDiscard !== null && (
        <button type="button" class="message-bubble-act" onClick={onDiscard}>{t("Discard")}</button>
      )}
    </footer>
  );
}

function FootLine(props: {
  readonly icon: IconName;
  readonly tone: DeliveryWords["tone"];
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <span class="message-bubble-line" data-tone={props.tone}>
      <Icon name={props.icon} size="s" />
      {props.children}
    </span>
  );
}

function iconOf(delivery: DeliveryWords): IconName {
  if (delivery.tone === "moving") return "clock";
  if (delivery.tone === "held") return "hand";
  if (delivery.tone === "failed") return "circle-alert";
  return delivery.text === "Sent" ? "check" : "check-check";
}
