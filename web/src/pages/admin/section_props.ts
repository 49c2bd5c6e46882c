import type { PageProps } from "../../page_props.ts";
import type { AdminShape } from "../../stores/admin_store.ts";

/** Props of every section of the admin view. */
export interface AdminSectionProps {
  readonly page: PageProps;
  readonly admin: AdminShape;
}
