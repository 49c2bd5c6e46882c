import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { PageHead } from "../../components/page_head.tsx";
import { SectionNav } from "../../components/section_nav.tsx";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { titlePage } from "../../page_title.ts";
import { viewPath } from "../../router.ts";
import { adminOf } from "../../stores/admin_store.ts";
import { AuditSection } from "./audit_section.tsx";
import { JobsSection } from "./jobs_section.tsx";
import { PeopleSection } from "./people_section.tsx";
import { QuarantineSection } from "./quarantine_section.tsx";
import { FactorNotice, useLacksFactor } from "../settings/factor_notice.tsx";
import type { AdminSectionProps } from "./section_props.ts";
import { ADMIN_SECTIONS, type AdminSectionId, openAdminSections } from "./sections.ts";

const BODIES: Record<AdminSectionId, (props: AdminSectionProps) => JSX.Element> = {
  people: PeopleSection,
  audit: AuditSection,
  jobs: JobsSection,
  quarantine: QuarantineSection,
};

/** Who works here, what they changed, and what the machine could not do. */
export function AdminPage(props: PageProps): JSX.Element {
  const { workplace, route } = props;
  const admin = useMemo(() => workplace.connect(adminOf), [workplace]);
  const open = openAdminSections(workplace);
  const wanted = route.part ?? open[0]?.id;
  const current = open.find((section) => section.id === wanted);
  const lacksFactor = useLacksFactor(workplace, route);
  const Section = current === undefined ? undefined : BODIES[current.id];
  // Nothing of the log can be read without the second factor that the role must show.
  const isHidden = lacksFactor && current?.id === "audit";
  const isClosed = current === undefined && ADMIN_SECTIONS.some((section) => section.id === wanted);
  useEffect(() => {
    const section = current === undefined ? "" : `${t(current.name)} · `;
    titlePage(`${section}${t("Admin")} · ${workplace.dealership.name}`);
  }, [workplace, current]);
  return (
    <div class="page">
      <PageHead
        title={t("Admin")}
        place={workplace.dealership.name}
        switcher={props.switcher}
        connection={workplace.connection}
      />
      <div class="page-body section-columns" data-wide="true">
        <SectionNav
          label={t("Admin")}
          sections={open.map((section) => ({
            name: t(section.name),
            href: viewPath({ ...route, part: section.id, filters: {} }),
            isCurrent: section.id === current?.id,
          }))}
        />
        <div class="section-body">
          {lacksFactor && <FactorNotice route={route} />}
          {Section === undefined
            ? (
              <EmptyState
                icon="lock"
                title={isClosed ? t("Your role does not show this") : t("There is no such section")}
              >
                <p>{t("An admin of your dealership can change your role.")}</p>
              </EmptyState>
            )
            : !isHidden && <Section page={props} admin={admin} />}
        </div>
      </div>
    </div>
  );
}
