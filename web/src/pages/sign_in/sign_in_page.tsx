import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../components/button.tsx";
import { faultId, Field } from "../../components/field.tsx";
import { Logo } from "../../components/logo.tsx";
import { t } from "../../i18n/t.ts";
import type { SessionStore, SignInFault } from "../../stores/session_store.ts";

/** The way in: e-mail and password. */
export function SignInPage(props: {
  readonly session: SessionStore;
  /** True when an earlier session ended by itself. */
  readonly expired: boolean;
}): JSX.Element {
  const { session } = props;
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const fault = session.fault.value;
  useEffect(() => {
    document.title = t("Sign in · Rylie");
  }, []);
  useEffect(() => {
    if (fault?.field === "email") email.current?.focus();
    if (fault?.field === "password") password.current?.focus();
  }, [fault]);
  const submit = (event: Event): void => {
    event.preventDefault();
    void session.signIn(email.current?.value ?? "", password.current?.value ?? "");
  };
  return (
    <main class="sign-in-page">
      <div class="sign-in-page-tag">
        <Logo />
        <p>
          <b class="sign-in-page-name">Rylie</b>
          <span class="sign-in-page-idea">{t("Who is replying to this customer right now?")}</span>
        </p>
      </div>
      <form class="sign-in-page-form" noValidate onSubmit={submit}>
        <h1 class="sign-in-page-title">{t("Sign in")}</h1>
        {props.expired && (
          <p class="sign-in-page-note" role="status">
            {t("Your session has ended. Your unsent words are kept.")}
          </p>
        )}
        <Credentials fault={fault} email={email} password={password} />
        <p class="sign-in-page-fault" role="alert">{faultAt(fault, "form")}</p>
        <Button type="submit" look="main" busy={session.signingIn.value}>
          {session.signingIn.value ? t("Signing in") : t("Sign in")}
        </Button>
        <p class="sign-in-page-help">{t("No account? An admin of your dealership adds you.")}</p>
      </form>
    </main>
  );
}

type InputRef = RefObject<HTMLInputElement | null>;

function Credentials(props: {
  readonly fault: SignInFault | null;
  readonly email: InputRef;
  readonly password: InputRef;
}): JSX.Element {
  const emailFault = faultAt(props.fault, "email");
  const passwordFault = faultAt(props.fault, "password");
  return (
    <>
      <Field id="email" label={t("E-mail")} fault={emailFault}>
        <input
          id="email"
          ref={props.email}
          class="field-input"
          type="email"
          autocomplete="username"
          aria-invalid={emailFault === null ? undefined : "true"}
          aria-describedby={emailFault === null ? undefined : faultId("email")}
        />
      </Field>
      <Field id="password" label={t("Password")} fault={passwordFault}>
        <input
          id="password"
          ref={props.password}
          class="field-input"
          type="password"
          autocomplete="current-password"
          aria-invalid={passwordFault === null ? undefined : "true"}
          aria-describedby={passwordFault === null ? undefined : faultId("password")}
        />
      </Field>
    </>
  );
}

function faultAt(fault: SignInFault | null, field: SignInFault["field"]): string | null {
  return fault?.field === field ? fault.text : null;
}
