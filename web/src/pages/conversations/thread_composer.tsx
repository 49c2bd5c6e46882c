import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Written } from "../../api/conversation_api.ts";
import type { Consent, InboxRow } from "../../api/rows.ts";
import { IconButton } from "../../components/button.tsx";
import { Composer, COMPOSER_TYPING } from "../../components/composer.tsx";
import { lazily } from "../../components/lazily.tsx";
import { acceptedFiles } from "../../format/attachment.ts";
import { customerShort, customerTitle, firstName } from "../../format/name.ts";
import { formatPhone } from "../../format/phone.ts";
import { shortDate } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { Attachment } from "../../stores/attachment_store.ts";
import { isOpen } from "../../stores/lanes.ts";
import { AI_TYPIST } from "../../stores/typing_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import type { Panel } from "./panel.ts";
import { WRITE_IN } from "./write_in.ts";

const AttachmentList = lazily(() =>
  import("./attachment_list.tsx").then((module) => module.AttachmentList)
);

/** The reply field of the open conversation, with its draft and what sending will do. */
export function ThreadComposer(props: {
  readonly workplace: OpenWorkplace;
  readonly row: InboxRow;
  readonly onMove: (step: 1 | -1) => void;
  readonly onOpen: (panel: Panel) => void;
}): JSX.Element {
  const { workplace, row } = props;
  const { drafts, replyDraft } = workplace;
  const attaching = attachingOf(workplace, row);
  const written = useWritten();
  const draftId = written.value === "note" ? `${row.id}.note` : row.id;
  const name = row.customer_name === null
    ? customerTitle(null, row.customer_address)
    : customerShort(row.customer_name);
  return (
    <>
      <TypingLine workplace={workplace} conversationId={row.id} />
      <Composer
        channel={row.channel}
        to={name}
        text={drafts.drafts.value.get(draftId) ?? ""}
        written={written.value}
        onWritten={(next) => written.value = next}
        refusal={refusalOf(workplace.customer.consents.value, row, workplace.dealership.timezone)}
        hint={hintOf(row, workplace)}
        onWrite={(text) => {
          drafts.write(draftId, text);
          if (written.value === "note") return;
          if (text === "") replyDraft.forget(row.id);
          else workplace.typing.say(row.id);
        }}
        onSend={(text) => {
          drafts.write(draftId, "");
          send(workplace, row, text, written.value);
        }}
        onMove={props.onMove}
        onChannel={() =>
          props.onOpen({ kind: "channel", words: drafts.drafts.value.get(row.id) ?? "" })}
        onSlash={() => props.onOpen({ kind: "template" })}
        files={attaching.state}
        fileList={attaching.list}
        onFiles={attaching.add}
        tools={<Tools onOpen={props.onOpen} attach={attaching.button} />}
      />
    </>
  );
}

/** A reply, until a key, an inserted text or the person says otherwise. */
function useWritten(): Signal<Written> {
  const written = useSignal<Written>("reply");
  useEffect(() => {
    const onWriteIn = (event: Event): void => {
      if (event instanceof CustomEvent) written.value = event.detail === "note" ? "note" : "reply";
    };
    document.addEventListener(WRITE_IN, onWriteIn);
    return () => document.removeEventListener(WRITE_IN, onWriteIn);
  }, []);
  return written;
}

function send(workplace: OpenWorkplace, row: InboxRow, text: string, written: Written): void {
  const { attachments, inbox, outbox, replyDraft, thread } = workplace;
  inbox.release();
  if (written === "note") return void outbox.send(row.id, text, { written });
  void outbox.send(row.id, text, {
    files: attachments.take(row.id),
    draftId: replyDraft.picked.value.get(row.id) ?? null,
    seenMessageId: thread.messages.value.at(-1)?.id ?? null,
  });
  replyDraft.forget(row.id);
}

/** What the composer draws of the files beside the words, and how it takes more. */
function attachingOf({ attachments }: OpenWorkplace, row: InboxRow) {
  const accepted = acceptedFiles(row.channel);
  const files = attachments.attachments.value.get(row.id) ?? [];
  const add = (added: readonly File[]): void => {
    if (accepted !== null) void attachments.add(row.id, added);
  };
  return {
    add,
    state: stateOf(files),
    button: accepted !== null && <AttachButton accepted={accepted} onFiles={add} />,
    list: files.length > 0 && (
      <AttachmentList
        attachments={files}
        onRetry={(id) => void attachments.retry(row.id, id)}
        onRemove={(id) => attachments.remove(row.id, id)}
      />
    ),
  };
}

function stateOf(files: readonly Attachment[]): "none" | "ready" | "uploading" | "failed" {
  if (files.length === 0) return "none";
  if (files.some((one) => one.problem !== null)) return "failed";
  return files.every((one) => one.sent !== null) ? "ready" : "uploading";
}

function AttachButton(props: {
  readonly accepted: string;
  readonly onFiles: (files: readonly File[]) => void;
}): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        icon="paperclip"
        name={t("Attach a photo or file")}
        onPress={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={props.accepted}
        aria-label={t("Attach a photo or file")}
        onChange={(event) => {
          props.onFiles([...event.currentTarget.files ?? []]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

function Tools(props: {
  readonly onOpen: (panel: Panel) => void;
  readonly attach: ComponentChildren;
}): JSX.Element {
  const { onOpen } = props;
  return (
    <>
      {props.attach}
      <IconButton
        icon="message-square-text"
        name={t("Insert a template (/)")}
        onPress={() => onOpen({ kind: "template" })}
      />
      <IconButton
        icon="car-front"
        name={t("Insert a vehicle")}
        onPress={() => onOpen({ kind: "vehicle" })}
      />
      <IconButton
        icon="calendar-check"
        name={t("Book an appointment")}
        onPress={() => onOpen({ kind: "appointment", moved: null })}
      />
      <IconButton
        icon="clock"
        name={t("Schedule")}
        onPress={() => onOpen({ kind: "schedule" })}
      />
    </>
  );
}

function TypingLine(props: {
  readonly workplace: OpenWorkplace;
  readonly conversationId: string;
}): JSX.Element | null {
  const { team, typing } = props.workplace;
  // The AI's draft grows in a place of its own.
  const here = typing.typists.value.filter((one) =>
    one.conversationId === props.conversationId && one.userId !== AI_TYPIST
  );
  const [first] = here;
  if (first === undefined) return null;
  const name = team.names.value.get(first.userId);
  const who = name === undefined ? t("A colleague") : firstName(name);
  return (
    <p id={COMPOSER_TYPING} class="typing-line">
      {here.length === 1
        ? t("{who} is writing a reply", { who })
        : t("{who} and others are writing a reply", { who })}
    </p>
  );
}

/** Why this customer may not be written to; the server's gate decides in any case. */
export function refusalOf(
  consents: readonly Consent[],
  row: InboxRow,
  zone: string,
): string | null {
  if (row.channel === "phone") return t("Calls cannot be answered in writing");
  const consent = consents.find((one) =>
    one.channel === row.channel && one.address === row.customer_address
  );
  if (consent?.status !== "revoked") return null;
  const who = customerShort(row.customer_name);
  const day = shortDate(consent.occurred_at, zone);
  return consent.method === "keyword"
    ? t("Texted STOP on {day}. You can write again after {who} texts START", { day, who })
    : t("Opted out on {day}. You can write again after {who} texts START", { day, who });
}

function hintOf(row: InboxRow, workplace: OpenWorkplace): string | null {
  const hint = takeOverHint(row, workplace);
  // Where the customer has no name, their address stands there anyway.
  if (!row.has_merged || row.customer_name === null && row.channel !== "web") return hint;
  const where = row.channel === "web"
    ? t("Goes to the browser they wrote from last")
    : t("Goes to {address}", { address: formatPhone(row.customer_address ?? "") });
  return hint === null ? where : `${where} · ${hint}`;
}

function takeOverHint(row: InboxRow, workplace: OpenWorkplace): string | null {
  if (!isOpen(row)) return t("Sending opens it again");
  if (row.owner === "human") {
    return row.assigned_to === workplace.user.id ? null : t("Sending takes over");
  }
  return t("Sending takes over from {name}", { name: workplace.team.aiName.value });
}
