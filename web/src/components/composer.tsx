import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import type { Written } from "../api/conversation_api.ts";
import type { Channel } from "../api/rows.ts";
import { longestMessage, textLength } from "../format/text_length.ts";
import { t, tn } from "../i18n/t.ts";
import { Button } from "./button.tsx";
import { ChannelIcon, channelName } from "./channel.tsx";
import { Icon } from "./icon.tsx";

/** Props of Composer. */
export interface ComposerProps {
  readonly channel: Channel;
  readonly to: string;
  readonly text: string;
  /** A reply leaves; a note is for colleagues. */
  readonly written: Written;
  readonly onWritten: (written: Written) => void;
  /** Why nothing may be sent; null when sending is allowed. */
  readonly refusal: string | null;
  /** What sending does besides sending, such as taking over. */
  readonly hint: string | null;
  readonly onWrite: (text: string) => void;
  readonly onSend: (text: string) => void;
  readonly onMove: (step: 1 | -1) => void;
  /** `none`, or the files that go with the reply and how far they are. */
  readonly files: "none" | "ready" | "uploading" | "failed";
  /** The files themselves, drawn above the foot. */
  readonly fileList: ComponentChildren;
  /** Takes files that are pasted or dropped. */
  readonly onFiles: (files: readonly File[]) => void;
  /** What can be put into a reply, or done with it; shown beside its length. */
  readonly tools: ComponentChildren;
  /** Asks for another channel. */
  readonly onChannel: () => void;
  /** A slash in the empty field asks for a template. */
  readonly onSlash: () => void;
}

/** The id by which R finds the field. */
export const COMPOSER_FIELD = "reply";

/** The id of the line that says who else is writing: a description of the field, not news. */
export const COMPOSER_TYPING = "composer-typing";

/** The dock at the bottom of a thread in which staff write. */
export function Composer(props: ComposerProps): JSX.Element {
  const isTried = useSignal(false);
  const isNote = props.written === "note";
  const isRefused = props.refusal !== null && !isNote;
  const longest = longestMessage(isNote ? null : props.channel);
  const text = props.text.trim();
  // Asked for again on each drawing: a file that has arrived is no fault any more.
  const fault = faultOf(text, longest, isNote ? "none" : props.files);
  const send = (): void => {
    isTried.value = fault !== null;
    if (fault === null && !isRefused) props.onSend(text);
  };
  return (
    <form
      class="composer"
      data-written={props.written}
      aria-label={t("Reply to {to}", { to: props.to })}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onPaste={(event) => takeFiles(event, event.clipboardData, props.onFiles)}
      onDragOver={(event) => event.dataTransfer?.types.includes("Files") && event.preventDefault()}
      onDrop={(event) => takeFiles(event, event.dataTransfer, props.onFiles)}
    >
      <Head composer={props} />
      {isRefused && <p class="composer-refusal">{props.refusal}</p>}
      <textarea
        id={COMPOSER_FIELD}
        class="composer-field"
        rows={2}
        maxLength={longest}
        aria-label={isNote ? t("Team note") : t("Reply to {to}", { to: props.to })}
        placeholder={isNote ? t("Note for your team") : t("Reply to {to}", { to: props.to })}
        value={props.text}
        disabled={isRefused}
        aria-describedby={`${COMPOSER_TYPING} composer-foot`}
        onInput={(event) => {
          isTried.value = false;
          props.onWrite(event.currentTarget.value);
          if (event.currentTarget.value === "/" && !isNote) props.onSlash();
        }}
        onKeyDown={(event) => pressKey(event, send, props.onMove)}
      />
      {!isNote && props.fileList}
      <Foot composer={props} fault={isTried.value ? fault : null} isRefused={isRefused} />
    </form>
  );
}

function Head(props: { readonly composer: ComposerProps }): JSX.Element {
  const { channel, to, hint, written } = props.composer;
  return (
    <div class="composer-head">
      <Choice composer={props.composer} written="reply">{t("Reply")}</Choice>
      <Choice composer={props.composer} written="note">{t("Team note")}</Choice>
      {hint !== null && written === "reply" && <span class="composer-hint">{hint}</span>}
      {written === "note"
        ? <span class="composer-channel">{t("Only your team sees this")}</span>
        : (
          <button type="button" class="composer-channel" onClick={props.composer.onChannel}>
            <ChannelIcon channel={channel} />
            {t("{channel} to {to}", { channel: channelName(channel), to })}
            <Icon name="chevrons-up-down" size="s" />
            <span class="only-readers">{t(", another channel")}</span>
          </button>
        )}
    </div>
  );
}

function Foot(props: {
  readonly composer: ComposerProps;
  readonly fault: string | null;
  readonly isRefused: boolean;
}): JSX.Element {
  const { channel, text, written } = props.composer;
  const isNote = written === "note";
  return (
    <div class="composer-foot">
      {!isNote && !props.isRefused && <div class="composer-tools">{props.composer.tools}</div>}
      <p
        id="composer-foot"
        class="composer-count"
        data-state={props.fault === null ? "calm" : "bad"}
      >
        {props.fault ?? (isNote ? "" : lengthWords(channel, text))}
      </p>
      <Button type="submit" look="main" keys={sendKeys()} disabled={props.isRefused}>
        {isNote ? t("Save note") : t("Send")}
      </Button>
    </div>
  );
}

function Choice(props: {
  readonly composer: ComposerProps;
  readonly written: Written;
  readonly children: string;
}): JSX.Element {
  return (
    <button
      type="button"
      class="composer-choice"
      aria-pressed={props.composer.written === props.written}
      onClick={() => {
        props.composer.onWritten(props.written);
        document.getElementById(COMPOSER_FIELD)?.focus();
      }}
    >
      {props.children}
    </button>
  );
}

function pressKey(event: KeyboardEvent, send: () => void, move: ComposerProps["onMove"]): void {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    send();
  }
  if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  }
}

function takeFiles(
  event: Event,
  carried: DataTransfer | null,
  take: ComposerProps["onFiles"],
): void {
  const files = [...carried?.files ?? []];
  if (files.length === 0) return;
  event.preventDefault();
  take(files);
}

function faultOf(text: string, longest: number, files: ComposerProps["files"]): string | null {
  if (files === "uploading") return t("A file is still uploading");
  if (files === "failed") return t("A file did not upload");
  if (text === "" && files === "none") return t("Write something first");
  return text.length > longest
    ? tn(text.length - longest, "1 character too long", "{count} characters too long")
    : null;
}

function lengthWords(channel: Channel, text: string): string {
  if (channel !== "sms") {
    return text === "" ? "" : tn(text.length, "1 character", "{count} characters");
  }
  const { used, room, parts } = textLength(text.trim());
  return `${t("{used} of {room}", { used, room })} · ${
    tn(Math.max(1, parts), "1 text", "{count} texts")
  }`;
}

function sendKeys(): string {
  return /Mac|iPhone|iPad/u.test(navigator.userAgent) ? "⌘↵" : t("Ctrl ↵");
}
