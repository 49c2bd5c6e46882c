import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { OwnSession } from "../../api/account_api.ts";
import { Button } from "../../components/button.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { deviceName } from "../../format/device.ts";
import { fullTime, listTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { accountOf, type AccountShape } from "../../stores/account_store.ts";
import { saving } from "./saving.ts";
import type { SectionProps } from "./section_props.ts";
import { SecondFactor } from "./second_factor.tsx";

/** One's second factor, and the browsers one is signed in with. */
export function SecuritySection(props: SectionProps): JSX.Element {
  const { workplace } = props.page;
  const account = useMemo(() => workplace.connect(accountOf), [workplace]);
  return (
    <>
      <SecondFactor page={props.page} account={account} />
      <Sessions page={props.page} account={account} />
    </>
  );
}

function Sessions(
  props: { readonly page: SectionProps["page"]; readonly account: AccountShape },
): JSX.Element {
  const { page, account } = props;
  const { sessions } = account;
  useEffect(() => void sessions.refresh(), [sessions]);
  const end = async (work: Promise<void>): Promise<void> => {
    await saving(page, work, {
      done: t("Signed out there"),
      failed: t("Could not sign out there"),
    });
    await sessions.refresh();
  };
  return (
    <section class="card form-card">
      <h2 class="card-title">{t("Where you are signed in")}</h2>
      <RemoteView
        remote={sessions.state.value}
        what={t("The list of browsers")}
        onRetry={() => void sessions.reload()}
      >
        {(all) => (
          <>
            <ul class="set-lines">
              {all.map((one) => (
                <Line
                  key={one.id}
                  session={one}
                  page={page}
                  onEnd={() => void end(account.endSession(one.id))}
                />
              ))}
            </ul>
            {all.length > 1 && (
              <div class="choice-row">
                <Button icon="log-out" onPress={() => void end(account.endOtherSessions())}>
                  {t("Sign out everywhere else")}
                </Button>
              </div>
            )}
          </>
        )}
      </RemoteView>
      <p class="note-line">
        {t("A browser that is signed out can show what it has for up to an hour.")}
      </p>
    </section>
  );
}

function Line(props: {
  readonly session: OwnSession;
  readonly page: SectionProps["page"];
  readonly onEnd: () => void;
}): JSX.Element {
  const { session, page } = props;
  const { clock, dealership } = page.workplace;
  const seen = session.seen_at ?? session.created_at;
  const name = deviceName(session.user_agent);
  return (
    <li>
      <span class="set-name">
        {name} {session.is_current === true && <Tag tone="ok">{t("This browser")}</Tag>}
        <span class="set-meta set-block">
          {session.ip}
          {seen !== null && (
            <time dateTime={seen} title={fullTime(seen, dealership.timezone)}>
              {` · ${listTime(seen, clock.minute.value, dealership.timezone)}`}
            </time>
          )}
        </span>
      </span>
      {session.is_current !== true && (
        <Button look="quiet" onPress={props.onEnd}>
          {t("Sign out")}
          <span class="only-readers">{`, ${name}`}</span>
        </Button>
      )}
    </li>
  );
}
