import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { t } from "../../i18n/t.ts";
import { titlePage } from "../../page_title.ts";
import type { SessionStore, Step } from "../../stores/session_store.ts";
import { SHORTEST_PASSWORD } from "../../stores/sign_in_fault.ts";
import { SignInField, typed } from "./sign_in_field.tsx";
import { SignInFrame } from "./sign_in_frame.tsx";

/** Props of SignInSteps. */
export interface SignInStepsProps {
  readonly session: SessionStore;
  readonly step: Step;
  readonly email: string;
  readonly onSignOut: () => void;
}

/** What stands between signing in and the dealership: a code, a new password, or one's name. */
export function SignInSteps(props: SignInStepsProps): JSX.Element {
  useEffect(() => {
    titlePage(t("Sign in · Rylie"));
  }, []);
  return props.step === "code"
    ? <CodeStep session={props.session} onSignOut={props.onSignOut} />
    : <PasswordStep steps={props} isNew={props.step === "welcome"} />;
}

function CodeStep(props: Pick<SignInStepsProps, "session" | "onSignOut">): JSX.Element {
  const { session } = props;
  const hasLost = useSignal(false);
  const submit = (): void => {
    void (hasLost.value ? session.recover(typed("code")) : session.verifyCode(typed("code")));
  };
  const swap = (): void => {
    session.clearFault();
    hasLost.value = !hasLost.value;
  };
  return (
    <SignInFrame
      title={hasLost.value ? t("Use a recovery code") : t("Enter your code")}
      onSubmit={submit}
    >
      <p class="sign-in-page-note">
        {hasLost.value
          ? t("It signs you in and takes the lost app off your account. Add a new one after that.")
          : t("Your authenticator app shows 6 digits for Rylie.")}
      </p>
      <SignInField
        key={String(hasLost.value)}
        id="code"
        label={hasLost.value ? t("Recovery code") : t("Code")}
        autocomplete={hasLost.value ? "off" : "one-time-code"}
        kind={hasLost.value ? "words" : "digits"}
        fault={session.fault.value}
        isFirst
      />
      <Fault session={session} />
      <Button type="submit" look="main" busy={session.signingIn.value}>{t("Go on")}</Button>
      <p class="sign-in-page-ways">
        <button type="button" class="text-link" onClick={swap}>
          {hasLost.value ? t("Use the authenticator app") : t("I lost my phone")}
        </button>
        <button type="button" class="text-link" onClick={props.onSignOut}>{t("Sign out")}</button>
      </p>
    </SignInFrame>
  );
}

function PasswordStep(props: {
  readonly steps: SignInStepsProps;
  /** True for somebody who was invited and says their name too. */
  readonly isNew: boolean;
}): JSX.Element {
  const { isNew } = props;
  const { session, email, onSignOut } = props.steps;
  const submit = () =>
    void session.choosePassword(typed("password"), isNew ? typed("name") : undefined);
  return (
    <SignInFrame title={isNew ? t("Welcome") : t("Choose a new password")} onSubmit={submit}>
      <p class="sign-in-page-note">
        {isNew
          ? t("Your account is {email}. Say who you are and choose a password.", { email })
          : t("For {email}. Other browsers are signed out.", { email })}
      </p>
      {isNew && (
        <SignInField
          id="name"
          label={t("Name as colleagues see it")}
          kind="words"
          autocomplete="name"
          fault={session.fault.value}
          isFirst
        />
      )}
      <SignInField
        id="password"
        label={t("New password, {count} characters or more", { count: SHORTEST_PASSWORD })}
        kind="secret"
        autocomplete="new-password"
        fault={session.fault.value}
        isFirst={!isNew}
      />
      <Fault session={session} />
      <Button type="submit" look="main" busy={session.signingIn.value}>
        {isNew ? t("Open my account") : t("Save password")}
      </Button>
      <p class="sign-in-page-ways">
        <button type="button" class="text-link" onClick={onSignOut}>{t("Sign out")}</button>
      </p>
    </SignInFrame>
  );
}

function Fault(props: { readonly session: SessionStore }): JSX.Element {
  const fault = props.session.fault.value;
  return (
    <p class="sign-in-page-fault" role="alert">{fault?.field === "form" ? fault.text : null}</p>
  );
}
