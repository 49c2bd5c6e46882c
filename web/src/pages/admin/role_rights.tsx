import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { RoleRight } from "../../api/admin_api.ts";
import { RemoteView } from "../../components/remote_view.tsx";
import { ROLE_CHOICES } from "../../format/role.ts";
import { phrase, t } from "../../i18n/t.ts";
import type { AdminSectionProps } from "./section_props.ts";

/** What each permission lets a person do, from the daily to the rare. */
const WORDS: readonly (readonly [permission: string, words: string])[] = [
  ["conversations.read", phrase("See conversations")],
  ["conversations.write", phrase("Reply, take over and hand back")],
  ["customers.write", phrase("Change the records of their own customers")],
  ["leads.write", phrase("Work on their own leads")],
  ["appointments.write", phrase("Book, move and cancel visits")],
  ["vehicles.read", phrase("See the inventory")],
  ["conversations.assign", phrase("Give conversations to colleagues")],
  ["customers.write_all", phrase("Change, join and part every customer's record")],
  ["leads.write_all", phrase("Work on every lead")],
  ["vehicles.write", phrase("Change and import the inventory")],
  ["knowledge.write", phrase("Write what the AI knows")],
  ["templates.manage", phrase("Change templates and tags")],
  ["personas.write", phrase("Change and publish the AI persona and its rules")],
  ["experiments.write", phrase("Run experiments")],
  ["ai.manage", phrase("Pause the AI and set its budget")],
  ["leads.manage", phrase("Set routing, follow-up and sources of leads")],
  ["bookings.manage", phrase("Set what can be booked")],
  ["teams.manage", phrase("Change teams and shifts")],
  ["analytics.read", phrase("Read figures of everybody")],
  ["jobs.manage", phrase("See failed work and try it again")],
  ["dealership.update", phrase("Change hours, channels and mailboxes")],
  ["members.manage", phrase("Invite people and change roles")],
  ["audit.read", phrase("Read the audit log")],
  ["support.grant", phrase("Let Rylie's support in for a while")],
];

/** What each role may do, in words, as the database holds it. */
export function RoleRights(props: AdminSectionProps): JSX.Element {
  const { rights } = props.admin;
  useEffect(() => void rights.refresh(), [rights]);
  return (
    <section class="card section-body">
      <h2 class="card-title">{t("What each role may do")}</h2>
      <RemoteView
        remote={rights.state.value}
        what={t("The roles")}
        onRetry={() => void rights.reload()}
      >
        {(all) => <Matrix rights={all} />}
      </RemoteView>
    </section>
  );
}

function Matrix({ rights }: { readonly rights: readonly RoleRight[] }): JSX.Element {
  const held = new Set(rights.map(({ role, permission }) => `${role} ${permission}`));
  return (
    <div class="table-scroll" role="region" aria-label={t("What each role may do")} tabIndex={0}>
      <table class="data-table role-rights">
        <caption class="only-readers">{t("What each role may do")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("May")}</th>
            {ROLE_CHOICES.map(([role, name]) => <th key={role} scope="col">{t(name)}</th>)}
          </tr>
        </thead>
        <tbody>
          {WORDS.map(([permission, words]) => (
            <tr key={permission}>
              <th scope="row" class="role-right">{t(words)}</th>
              {ROLE_CHOICES.map(([role]) => (
                <td key={role}>
                  {held.has(`${role} ${permission}`)
                    ? t("Yes")
                    : <span class="set-meta">{t("No")}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
