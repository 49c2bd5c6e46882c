import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { LanguageSwitch } from "../../components/language_switch.tsx";
import { Logo } from "../../components/logo.tsx";
import { t } from "../../i18n/t.ts";

/** The key tag that every step of signing in stands on. */
export function SignInFrame(props: {
  readonly title: string;
  readonly onSubmit: () => void;
  /** Stands in front of the work that was interrupted. */
  readonly isDialog?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const tag = (
    <>
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
    </>
  );
  return (
    <main class="sign-in-page">
      {props.isDialog === true ? <Interruption title={props.title}>{tag}</Interruption> : tag}
    </main>
  );
}

/** A dialog with no way out but signing in. */
function Interruption(props: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  // Before a field in it takes the focus.
  useLayoutEffect(() => element.current?.showModal(), []);
  return (
    <dialog
      ref={element}
      class="sign-in-page-dialog"
      aria-label={props.title}
      onClose={() => element.current?.showModal()}
    >
      {props.children}
    </dialog>
  );
}
