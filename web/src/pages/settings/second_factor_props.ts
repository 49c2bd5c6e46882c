import type { PageProps } from "../../page_props.ts";
import type { AccountShape } from "../../stores/account_store.ts";

/** Props of SecondFactor and its dialogs. */
export interface SecondFactorProps {
  readonly page: PageProps;
  readonly account: AccountShape;
}
