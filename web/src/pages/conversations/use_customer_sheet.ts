import { useRef } from "preact/hooks";
import { type ConversationsRoute, customerPath, routePath, type Router } from "../../router.ts";

/** The ways to open and close the sheet with the customer. */
export interface CustomerSheet {
  open(): void;
  close(): void;
}

/** The sheet is a place in the history: on a phone the way back is what closes it. */
export function useCustomerSheet(route: ConversationsRoute, router: Router): CustomerSheet {
  const isPushed = useRef(false);
  return {
    open: (): void => {
      isPushed.current = true;
      router.go(customerPath(route));
    },
    close: (): void => {
      if (route.panel !== "customer") return;
      if (isPushed.current) history.back();
      else router.go(routePath(route), "replace");
      isPushed.current = false;
    },
  };
}
