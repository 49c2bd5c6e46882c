import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ConversationAct, ConversationWork } from "../../api/conversation_api.ts";
import type { InboxRow } from "../../api/rows.ts";
import { Button, IconButton } from "../../components/button.tsx";
import { ChannelIcon, channelName } from "../../components/channel.tsx";
import { Icon } from "../../components/icon.tsx";
import { Menu, MenuItem } from "../../components/menu.tsx";
import { Plate } from "../../components/plate.tsx";
import { Tag } from "../../components/tag.tsx";
import { customerTitle, firstName } from "../../format/name.ts";
import { formatPhone } from "../../format/phone.ts";
import { priorityName } from "../../format/priority.ts";
import { t } from "../../i18n/t.ts";
import { isOpen } from "../../stores/lanes.ts";
import type { Panel } from "./panel.ts";

const THREAD_MENU = "thread-menu";
const PHONE = "(width < 47.5rem)";

/** Props of ThreadHeader. */
export interface ThreadHeaderProps {
  readonly row: InboxRow;
  readonly acting: ConversationAct | null;
  readonly backHref: string;
  /** Colleagues who have it open too. */
  readonly viewing: readonly string[];
  /** True where this customer has another thread on the same channel. */
  readonly canMerge: boolean;
  /** True for a customer whom staff want to hear no more of. */
  readonly isBlocked: boolean;
  readonly onAct: (act: ConversationAct) => void;
  readonly onWork: (work: ConversationWork) => void;
  readonly onOpen: (panel: Panel) => void;
  readonly onShowCustomer: () => void;
}

/** Who the conversation is with, and what can be done with it. */
export function ThreadHeader(props: ThreadHeaderProps): JSX.Element {
  const { row } = props;
  const name = customerTitle(row.customer_name, row.customer_address);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // On a phone the thread is a page of its own, so reading starts at its heading.
    if (matchMedia(PHONE).matches) heading.current?.focus({ preventScroll: true });
  }, [row.id]);
  return (
    <header class="thread-header">
      <a
        class="icon-button thread-back"
        rel="prev"
        href={props.backHref}
        aria-label={t("Back to the list")}
      >
        <Icon name="arrow-left" />
      </a>
      <span class="thread-plate">
        <Plate name={name} kind="customer" />
      </span>
      <div class="thread-who">
        <h2 class="thread-name" tabIndex={-1} ref={heading}>{name}</h2>
        <Address row={row} />
      </div>
      <Viewing names={props.viewing} />
      <div class="thread-acts">
        <Acts row={row} acting={props.acting} onAct={props.onAct} onOpen={props.onOpen} />
      </div>
      <span class="thread-customer">
        <IconButton
          icon="user-round"
          name={t("About this customer")}
          onPress={props.onShowCustomer}
        />
      </span>
      <IconButton icon="ellipsis" name={t("More")} opens={THREAD_MENU} />
      <Menu id={THREAD_MENU} label={t("More")} place="thread">
        <PhoneActs row={row} onAct={props.onAct} />
        <MoreActs
          row={row}
          canMerge={props.canMerge}
          isBlocked={props.isBlocked}
          onWork={props.onWork}
          onOpen={props.onOpen}
        />
      </Menu>
    </header>
  );
}

function Address(props: { readonly row: InboxRow }): JSX.Element {
  const { row } = props;
  return (
    <p class="thread-address">
      <ChannelIcon channel={row.channel} />
      {channelName(row.channel)} · {formatPhone(row.customer_address ?? "")}
      {row.priority !== "normal" && <Tag tone="plain">{priorityName(row.priority)}</Tag>}
      {row.tags.map((tag) => <Tag key={tag.id} tone="plain">{tag.name}</Tag>)}
    </p>
  );
}

function Acts(props: {
  readonly row: InboxRow;
  readonly acting: ConversationAct | null;
  readonly onAct: (act: ConversationAct) => void;
  readonly onOpen: (panel: Panel) => void;
}): JSX.Element {
  const { row, acting, onAct } = props;
  if (!isOpen(row)) {
    return (
      <Button
        icon="rotate-ccw"
        keys="E"
        busy={acting !== null}
        onPress={() => onAct("reopen")}
      >
        {t("Reopen")}
      </Button>
    );
  }
  return (
    <>
      {row.owner === "ai" && (
        <Button
          icon="hand"
          keys="T"
          busy={acting !== null}
          onPress={() => onAct("take_over")}
        >
          {t("Take over")}
        </Button>
      )}
      <span class="thread-assign">
        <Button icon="user-round-plus" keys="A" onPress={() => props.onOpen({ kind: "assign" })}>
          {t("Assign")}
        </Button>
      </span>
      <Button icon="check" keys="E" busy={acting !== null} onPress={() => onAct("close")}>
        {t("Close")}
      </Button>
    </>
  );
}

/** The same acts on a phone, where the header has no room for them. */
function PhoneActs(props: {
  readonly row: InboxRow;
  readonly onAct: (act: ConversationAct) => void;
}): JSX.Element {
  const { row, onAct } = props;
  if (!isOpen(row)) {
    return (
      <div class="thread-phone-acts">
        <MenuItem icon="rotate-ccw" onPress={() => onAct("reopen")}>{t("Reopen")}</MenuItem>
      </div>
    );
  }
  const isAi = row.owner === "ai";
  return (
    <div class="thread-phone-acts">
      <MenuItem
        icon={isAi ? "hand" : "undo-2"}
        onPress={() => onAct(isAi ? "take_over" : "hand_back")}
      >
        {isAi ? t("Take over") : t("Hand back")}
      </MenuItem>
      <MenuItem icon="check" onPress={() => onAct("close")}>{t("Close")}</MenuItem>
    </div>
  );
}

function MoreActs(props: {
  readonly row: InboxRow;
  readonly canMerge: boolean;
  readonly isBlocked: boolean;
  readonly onWork: (work: ConversationWork) => void;
  readonly onOpen: (panel: Panel) => void;
}): JSX.Element {
  const { row, onOpen, onWork } = props;
  return (
    <>
      {isOpen(row) && (
        <>
          <MenuItem icon="user-round-plus" onPress={() => onOpen({ kind: "assign" })}>
            {t("Assign")}
          </MenuItem>
          {row.snoozed_until === null
            ? (
              <MenuItem icon="alarm-clock" onPress={() => onOpen({ kind: "snooze" })}>
                {t("Snooze")}
              </MenuItem>
            )
            : (
              <MenuItem icon="alarm-clock" onPress={() => onWork({ kind: "snooze", until: null })}>
                {t("Wake now")}
              </MenuItem>
            )}
        </>
      )}
      <MenuItem icon="tag" onPress={() => onOpen({ kind: "tags" })}>{t("Tags")}</MenuItem>
      <MenuItem icon="flag" onPress={() => onOpen({ kind: "priority" })}>{t("Priority")}</MenuItem>
      <MenuItem
        icon={row.ai_paused ? "play" : "pause"}
        onPress={() => onWork({ kind: "pause", paused: !row.ai_paused })}
      >
        {row.ai_paused ? t("Let the AI reply here") : t("Pause the AI here")}
      </MenuItem>
      <MenuItem icon="mail" onPress={() => onOpen({ kind: "channel", words: "" })}>
        {t("Reply on another channel")}
      </MenuItem>
      {props.canMerge && (
        <MenuItem icon="messages-square" onPress={() => onOpen({ kind: "merge" })}>
          {t("Merge with another thread…")}
        </MenuItem>
      )}
      {row.has_merged && <Part onOpen={onOpen} />}
      <MenuItem icon="link" onPress={() => onOpen({ kind: "link" })}>{t("Copy link")}</MenuItem>
      <BlockActs isBlocked={props.isBlocked} onWork={onWork} />
    </>
  );
}

function Part(props: { readonly onOpen: (panel: Panel) => void }): JSX.Element {
  return (
    <MenuItem icon="undo-2" onPress={() => props.onOpen({ kind: "part" })}>
      {t("Undo the merge…")}
    </MenuItem>
  );
}

function BlockActs(props: {
  readonly isBlocked: boolean;
  readonly onWork: (work: ConversationWork) => void;
}): JSX.Element {
  const block = (reason: "unwanted" | "spam" | null) => props.onWork({ kind: "block", reason });
  if (props.isBlocked) {
    return <MenuItem icon="undo-2" onPress={() => block(null)}>{t("Unblock")}</MenuItem>;
  }
  return (
    <>
      <MenuItem icon="ban" onPress={() => block("unwanted")}>{t("Block")}</MenuItem>
      <MenuItem icon="flag" onPress={() => block("spam")}>{t("Mark as spam")}</MenuItem>
    </>
  );
}

function Viewing(props: { readonly names: readonly string[] }): JSX.Element {
  const [first] = props.names;
  const more = props.names.length - 1;
  const name = firstName(first ?? "");
  const words = more > 0
    ? t("{name} and {more} more are here too", { name, more })
    : t("{name} is here too", { name });
  return (
    <p class="thread-viewing" role="status" title={first === undefined ? undefined : words}>
      {first !== undefined && (
        <>
          <Plate name={first} kind="staff" />
          <span>{words}</span>
        </>
      )}
    </p>
  );
}
