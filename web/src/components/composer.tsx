import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Channel } from "../api/rows.ts";
import { textLength } from "../format/text_length.ts";
import { Button } from "./button.tsx";
import { ChannelIcon, channelName } from "./channel.tsx";

/** Props of Composer. */
export interface ComposerProps {
  readonly channel: Channel;
  readonly to: string;
  readonly text: string;
  /** Why nothing may be sent; null when sending is allowed. */
  readonly refusal: string | null;
  /** What sending does besides sending, such as taking over. */
  readonly hint: string | null;
  readonly onWrite: (text: string) => void;
  readonly onSend: (text: string) => void;
  readonly onMove: (step: 1 | -1) => void;
}

/** The id by which R finds the field. */
export const COMPOSER_FIELD = "reply";

const LONGEST = 1600;

/** The dock at the bottom of a thread in which staff write. */
export function Composer(props: ComposerProps): JSX.Element {
  const fault = useSignal<string | null>(null);
  const send = (): void => {
    const text = props.text.trim();
    fault.value = faultOf(text);
    if (fault.value === null && props.refusal === null) props.onSend(text);
  };
  return (
    <form
      class="composer"
      aria-label={`Reply to ${props.to}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Head composer={props} />
      {props.refusal !== null && <p class="composer-refusal">{props.refusal}</p>}
      <textarea
        id={COMPOSER_FIELD}
        class="composer-field"
        rows={2}
        maxLength={LONGEST}
        placeholder={`Reply to ${props.to}`}
        value={props.text}
        disabled={props.refusal !== null}
        aria-describedby="composer-foot"
        onInput={(event) => {
          fault.value = null;
          props.onWrite(event.currentTarget.value);
        }}
        onKeyDown={(event) => pressKey(event, send, props.onMove)}
      />
      <div class="composer-foot">
        <p
          id="composer-foot"
          class="composer-count"
          data-state={fault.value === null ? "calm" : "bad"}
        >
          {fault.value ?? lengthWords(props.channel, props.text)}
        </p>
        <Button type="submit" look="main" keys={sendKeys()} disabled={props.refusal !== null}>
          Send
        </Button>
      </div>
    </form>
  );
}

function Head(props: { readonly composer: ComposerProps }): JSX.Element {
  const { channel, to, hint } = props.composer;
  return (
    <div class="composer-head">
      <label class="composer-label" for={COMPOSER_FIELD}>Reply</label>
      {hint !== null && <span class="composer-hint">{hint}</span>}
      <span class="composer-channel">
        <ChannelIcon channel={channel} />
        {channelName(channel)} to {to}
      </span>
    </div>
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

function faultOf(text: string): string | null {
  if (text === "") return "Write something first";
  return text.length > LONGEST ? `${text.length - LONGEST} characters too long` : null;
}

function lengthWords(channel: Channel, text: string): string {
  if (channel !== "sms") return text === "" ? "" : `${text.length} characters`;
  const { used, room, parts } = textLength(text.trim());
  return `${used} of ${room} · ${parts > 1 ? `${parts} texts` : "1 text"}`;
}

function sendKeys(): string {
  return /Mac|iPhone|iPad/u.test(navigator.userAgent) ? "⌘↵" : "Ctrl ↵";
}
