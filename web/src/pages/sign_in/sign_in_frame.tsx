import type { ComponentChildren, JSX } from "preact";
import { LanguageSwitch } from "../../components/language_switch.tsx";
import { Logo } from "../../components/logo.tsx";
import { t } from "../../i18n/t.ts";

/** The key tag that every step of signing in stands on. */
export function SignInFrame(props: {
  readonly title: string;
  readonly onSubmit: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <main class="sign-in-page">
      <div class="sign-in-page-tag">
        <Logo />
        <p>
          <b class="sign-in-page-name">Rylie</b>
          <span class="sign-in-page-idea">{t("Who is replying to this customer right now?")}</span>
        </p>
      </div>
      <form
        class="sign-in-page-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit();
        }}
      >
        <h1 class="sign-in-page-title">{props.title}</h1>
        {props.children}
      </form>
      <LanguageSwitch />
    </main>
  );
}
