import type { ThreadAddress } from "../../api/rows.ts";
import { formatPhone } from "../../format/phone.ts";
import { t } from "../../i18n/t.ts";

/** Props of ThreadReach. */
export interface ThreadReachProps {
  /** The thread whose own address it is. */
  readonly of: string;
  readonly isInbound: boolean;
  readonly addresses: readonly ThreadAddress[];
}

/** Where a message of a merged thread came from or went to. */
export function ThreadReach(props: ThreadReachProps): string | null {
  const words = reachWords(props);
  return words === null ? null : ` · ${words}`;
}

/** The same in words; null for a thread that is no part of it any more. */
export function reachWords({ of, isInbound, addresses }: ThreadReachProps): string | null {
  const at = addresses.findIndex((one) => one.of === of);
  const one = addresses[at];
  if (one === undefined) return null;
  const address = placeWords(one, at);
  return isInbound ? t("from {address}", { address }) : t("to {address}", { address });
}

function placeWords({ address, number }: ThreadAddress, at: number): string {
  // A visitor of the chat is known by nothing that people could read.
  if (!/[@+]/u.test(address)) return t("browser {number}", { number: at + 1 });
  return number === null
    ? formatPhone(address)
    : t("{address} by {number}", { address: formatPhone(address), number: formatPhone(number) });
}
