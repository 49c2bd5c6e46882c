import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { t } from "../../i18n/t.ts";
import { titlePage } from "../../page_title.ts";
import type { SessionStore } from "../../stores/session_store.ts";
import type { SignInFault } from "../../stores/sign_in_fault.ts";
import { SignInField, typed } from "./sign_in_field.tsx";
import { SignInFrame } from "./sign_in_frame.tsx";

type Mode = "password" | "link" | "reset";

/** The way in: address and password, or a link by e-mail, each fault named at its field. */
export function SignInPage(props: {
  readonly session: SessionStore;
  /** The address of whoever was signed in when their session ended by itself. */
  readonly ended: string | null;
}): JSX.Element {
  const { session } = props;
  const mode = useSignal<Mode>("password");
  const sentTo = useSignal<string | null>(null);
  useEffect(() => {
    titlePage(t("Sign in · Rylie"));
  }, []);
  const choose = (next: Mode): void => {
    session.clearFault();
    sentTo.value = null;
    mode.value = next;
  };
  const submit = async (): Promise<void> => {
    const email = typed("email");
    if (mode.value === "password") return await session.signIn(email, typed("password"));
    if (await session.mail(mode.value, email)) sentTo.value = email.trim();
  };
  const fault = session.fault.value;
  const isBusy = session.signingIn.value;
  return (
    <SignInFrame
      title={titleOf(mode.value)}
      onSubmit={() => void submit()}
      isDialog={props.ended !== null}
    >
      {props.ended !== null && <Ended />}
      <Fields mode={mode.value} fault={fault} email={props.ended} />
      <p class="sign-in-page-fault" role="alert">{fault?.field === "form" ? fault.text : null}</p>
      <p class="sign-in-page-sent" role="status">
        {sentTo.value !== null &&
          t("If {email} has an account, a link is on its way. It works once.", {
            email: sentTo.value,
          })}
      </p>
      <Button type="submit" look="main" busy={isBusy}>
        {isBusy ? t("One moment") : actOf(mode.value)}
      </Button>
      <OtherWays mode={mode.value} onChoose={choose} />
    </SignInFrame>
  );
}

function Ended(): JSX.Element {
  return (
    <p class="sign-in-page-note" role="status">
      {t("You were signed out elsewhere, or for too long a pause. Your unsent words are kept.")}
    </p>
  );
}

function Fields(props: {
  readonly mode: Mode;
  readonly fault: SignInFault | null;
  readonly email: string | null;
}): JSX.Element {
  return (
    <>
      <SignInField
        id="email"
        label={t("E-mail")}
        kind="address"
        given={props.email}
        autocomplete="username"
        fault={props.fault}
      />
      {props.mode === "password" && (
        <SignInField
          id="password"
          label={t("Password")}
          kind="secret"
          autocomplete="current-password"
          fault={props.fault}
          isFirst={props.email !== null}
        />
      )}
    </>
  );
}

function OtherWays(props: {
  readonly mode: Mode;
  readonly onChoose: (mode: Mode) => void;
}): JSX.Element {
  const way = (mode: Mode, words: string) => (
    <button
      type="button"
      class="text-link"
      onClick={() => props.onChoose(mode)}
    >
      {words}
    </button>
  );
  return (
    <>
      <p class="sign-in-page-ways">
        {props.mode !== "password" && way("password", t("Sign in with your password"))}
        {props.mode !== "link" && way("link", t("E-mail me a sign-in link"))}
        {props.mode === "password" && way("reset", t("Forgot your password?"))}
      </p>
      <p class="sign-in-page-help">{t("No account? An admin of your dealership adds you.")}</p>
    </>
  );
}

function titleOf(mode: Mode): string {
  if (mode === "link") return t("Sign in by e-mail");
  return mode === "reset" ? t("Choose a new password") : t("Sign in");
}

function actOf(mode: Mode): string {
  return mode === "password" ? t("Sign in") : t("Send the link");
}
