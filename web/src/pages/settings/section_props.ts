import type { PageProps } from "../../page_props.ts";
import type { SettingsShape } from "../../stores/settings_store.ts";

/** Props of every section of the settings. */
export interface SectionProps {
  readonly page: PageProps;
  readonly settings: SettingsShape;
}
