import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { PageHead } from "../../components/page_head.tsx";
import { SectionNav } from "../../components/section_nav.tsx";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { titlePage } from "../../page_title.ts";
import { viewPath } from "../../router.ts";
import { settingsOf } from "../../stores/settings_store.ts";
import { AiSection } from "./ai_section.tsx";
import { ChannelsSection } from "./channels_section.tsx";
import { EmailSection } from "./email_section.tsx";
import { ExperimentsSection } from "./experiments_section.tsx";
import { FactorNotice, useLacksFactor } from "./factor_notice.tsx";
import { FollowUpSection } from "./follow_up_section.tsx";
import { HoursSection } from "./hours_section.tsx";
import { KeyboardSection } from "./keyboard_section.tsx";
import { KnowledgeSection } from "./knowledge_section.tsx";
import { NotificationsSection } from "./notifications_section.tsx";
import { PersonaSection } from "./persona_section.tsx";
import { ProfileSection } from "./profile_section.tsx";
import { RoutingSection } from "./routing_section.tsx";
import { RulesSection } from "./rules_section.tsx";
import { SecuritySection } from "./security_section.tsx";
import { SETTINGS_GROUPS, SETTINGS_SECTIONS, type SettingsSectionId } from "./sections.ts";
import type { SectionProps } from "./section_props.ts";
import { TemplatesSection } from "./templates_section.tsx";

const BODIES: Record<SettingsSectionId, (props: SectionProps) => JSX.Element> = {
  profile: ProfileSection,
  security: SecuritySection,
  notifications: NotificationsSection,
  keyboard: KeyboardSection,
  hours: HoursSection,
  channels: ChannelsSection,
  email: EmailSection,
  templates: TemplatesSection,
  routing: RoutingSection,
  "follow-up": FollowUpSection,
  ai: AiSection,
  persona: PersonaSection,
  handovers: RulesSection,
  experiments: ExperimentsSection,
  knowledge: KnowledgeSection,
};

/** What is a person's own, and what the AI knows, needs no second factor. */
const FREE_SECTIONS: ReadonlySet<string> = new Set([
  "profile",
  "security",
  "notifications",
  "keyboard",
  "knowledge",
]);

/** What a person and a dealership can set. */
export function SettingsPage(props: PageProps): JSX.Element {
  const { workplace, route } = props;
  const settings = useMemo(() => workplace.connect(settingsOf), [workplace]);
  const current = SETTINGS_SECTIONS.find(([id]) => id === (route.part ?? "profile"));
  useEffect(() => {
    const section = current === undefined ? "" : `${t(current[2])} · `;
    titlePage(`${section}${t("Settings")} · ${workplace.dealership.name}`);
  }, [workplace, current]);
  const Section = current === undefined ? undefined : BODIES[current[0]];
  const lacksFactor = useLacksFactor(workplace, route);
  const isFree = FREE_SECTIONS.has(current?.[0] ?? "");
  return (
    <div class="page">
      <PageHead
        title={t("Settings")}
        place={workplace.dealership.name}
        switcher={props.switcher}
        connection={workplace.connection}
      />
      <div class="page-body section-columns">
        <SectionNav
          label={t("Settings")}
          sections={SETTINGS_SECTIONS.map(([id, group, name]) => ({
            group: t(SETTINGS_GROUPS[group]),
            name: t(name),
            href: viewPath({ ...route, part: id, filters: {} }),
            isCurrent: id === current?.[0],
          }))}
        />
        <div class="section-body">
          {lacksFactor && !isFree && <FactorNotice route={route} />}
          {Section === undefined
            ? <EmptyState icon="circle-alert" title={t("There is no such section")} />
            : <Section page={props} settings={settings} />}
        </div>
      </div>
    </div>
  );
}
