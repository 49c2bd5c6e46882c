import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ConversationAct } from "../../api/conversation_api.ts";
import type { InboxRow } from "../../api/rows.ts";
import { Button, IconButton } from "../../components/button.tsx";
import { ChannelIcon, channelName } from "../../components/channel.tsx";
import { Icon } from "../../components/icon.tsx";
import { Menu, MenuItem } from "../../components/menu.tsx";
import { Plate } from "../../components/plate.tsx";
import { customerTitle } from "../../format/name.ts";
import { formatPhone } from "../../format/phone.ts";
import { isOpen } from "../../stores/lanes.ts";

const THREAD_MENU = "thread-menu";
const PHONE = "(width < 47.5rem)";

/** Who the conversation is with, and what can be done with it. */
export function ThreadHeader(props: {
  readonly row: InboxRow;
  readonly acting: ConversationAct | null;
  readonly backHref: string;
  readonly onAct: (act: ConversationAct) => void;
  readonly onShowCustomer: () => void;
}): JSX.Element {
  const { row } = props;
  const name = customerTitle(row.customer_name, row.customer_address);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // On a phone the thread is a page of its own, so reading starts at its heading.
    if (matchMedia(PHONE).matches) heading.current?.focus({ preventScroll: true });
  }, [row.id]);
  return (
    <header class="thread-header">
      <a class="icon-button thread-back" href={props.backHref} aria-label="Back to the list">
        <Icon name="arrow-left" />
      </a>
      <span class="thread-plate">
        <Plate name={name} kind="customer" />
      </span>
      <div class="thread-who">
        <h2 class="thread-name" tabIndex={-1} ref={heading}>{name}</h2>
        <p class="thread-address">
          <ChannelIcon channel={row.channel} />
          {channelName(row.channel)} · {formatPhone(row.customer_address ?? "")}
        </p>
      </div>
      <div class="thread-acts">
        <Acts row={row} acting={props.acting} onAct={props.onAct} />
      </div>
      <span class="thread-customer">
        <IconButton icon="user-round" name="About this customer" onPress={props.onShowCustomer} />
      </span>
      <span class="thread-more">
        <IconButton icon="ellipsis" name="More" opens={THREAD_MENU} />
      </span>
      <MoreMenu row={row} onAct={props.onAct} />
    </header>
  );
}

function Acts(props: {
  readonly row: InboxRow;
  readonly acting: ConversationAct | null;
  readonly onAct: (act: ConversationAct) => void;
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
        Reopen
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
          Take over
        </Button>
      )}
      <Button icon="check" keys="E" busy={acting !== null} onPress={() => onAct("close")}>
        Close
      </Button>
    </>
  );
}

/** The same acts on a phone, where the header has no room for them. */
function MoreMenu(props: {
  readonly row: InboxRow;
  readonly onAct: (act: ConversationAct) => void;
}): JSX.Element {
  const { row, onAct } = props;
  return (
    <Menu id={THREAD_MENU} label="More" place="thread">
      {isOpen(row) && row.owner === "ai" && (
        <MenuItem
          icon="hand"
          onPress={() => onAct("take_over")}
        >
          Take over
        </MenuItem>
      )}
      {isOpen(row) && row.owner !== "ai" && (
        <MenuItem
          icon="undo-2"
          onPress={() => onAct("hand_back")}
        >
          Hand back
        </MenuItem>
      )}
      {isOpen(row)
        ? <MenuItem icon="check" onPress={() => onAct("close")}>Close</MenuItem>
        : <MenuItem icon="rotate-ccw" onPress={() => onAct("reopen")}>Reopen</MenuItem>}
    </Menu>
  );
}
