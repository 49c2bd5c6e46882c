import type { JSX } from "preact";
import type { InboxRow } from "../../api/rows.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { ConversationRow } from "./conversation_row.tsx";
import { goalMinutes } from "./reply_goal.ts";

/** A row of the list, wherever it is shown. Left alone while its props stay: nearly all rows at each change. */
export function WorkplaceRow(props: {
  readonly row: InboxRow;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly workplace: OpenWorkplace;
}): JSX.Element {
  const { user, team, clock, dealership, typing } = props.workplace;
  return (
    <ConversationRow
      row={props.row}
      href={props.href}
      isCurrent={props.isCurrent}
      me={user.id}
      aiName={team.aiName.value}
      now={clock.now}
      zone={dealership.timezone}
      goalMinutes={goalMinutes(dealership)}
      typists={typing.typists}
      names={team.names}
    />
  );
}
