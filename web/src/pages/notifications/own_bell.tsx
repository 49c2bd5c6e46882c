import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Bell } from "../../components/bell.tsx";
import { listTime } from "../../format/time.ts";
import { notificationsOf } from "../../stores/notifications_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** The bell of the person who works here. */
export function OwnBell({ workplace }: { readonly workplace: OpenWorkplace }): JSX.Element {
  const store = useMemo(() => workplace.connect(notificationsOf), [workplace]);
  const { clock, dealership } = workplace;
  return (
    <Bell
      store={store}
      when={(iso) => listTime(iso, clock.minute.value, dealership.timezone)}
    />
  );
}
