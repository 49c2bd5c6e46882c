import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ChatView, Identity } from "./chat_api.ts";
import type { Chat } from "./chat_store.ts";
import { ServerProblem } from "./server.ts";
import { t } from "./words.ts";

/** Comes with this part. */
const STYLE = `
  .chat-identify { display: flex; flex-direction: column; gap: 0.5rem; max-height: 80%; overflow-y: auto }
  .chat-identify .chat-acts { padding: 0 }
  .chat-identify label:not(.chat-consent) { display: flex; flex-direction: column; font-size: 0.8125rem }
  .chat-identify input:not([type="checkbox"]) { width: 100%; min-height: 2.75rem; padding: 0.5rem 0.75rem;
    border: 1px solid var(--line); border-radius: 7px; background: var(--surface); font-size: 1rem }
  .chat-subtitle { font-size: 0.9375rem }
  .chat-consent { display: flex; gap: 0.5rem; align-items: start; font-size: 0.8125rem }
  .chat-consent input { flex: none; width: 1.25rem; height: 1.25rem }
  .chat-fault:not(:empty) { color: var(--warn); font-size: 0.8125rem }`;
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
document.adoptedStyleSheets.push(sheet);

/** Props of the form in which a visitor says who they are. */
export interface IdentifyFormProps {
  readonly chat: Chat;
  readonly view: ChatView;
  readonly onDone: () => void;
}

/** Name and number, and a box that nobody has ticked; the words beside it are kept as they were shown. */
export function IdentifyForm(props: IdentifyFormProps): JSX.Element {
  const { chat, view, onDone } = props;
  const [fault, setFault] = useState<"phone" | "other" | null>(null);
  const save = async (event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> => {
    event.preventDefault();
    try {
      await chat.identify(identityOf(new FormData(event.currentTarget), view.consent_text));
      onDone();
    } catch (thrown) {
      if (!(thrown instanceof ServerProblem)) throw thrown;
      setFault(thrown.status === 400 ? "phone" : "other");
    }
  };
  return (
    <form class="chat-identify" onSubmit={(event) => void save(event)}>
      <h2 class="chat-subtitle">{t("How can we reach you?")}</h2>
      <Fields isPhoneWrong={fault === "phone"} />
      <label class="chat-consent">
        <input type="checkbox" name="consent" />
        <span>{view.consent_text}</span>
      </label>
      <p id="identify-fault" class="chat-fault" role="alert">
        {fault === "phone" && t("This does not look like a phone number.")}
        {fault === "other" && t("Could not save this. Try again in a moment.")}
      </p>
      <div class="chat-acts">
        <button type="submit" class="chat-send">{t("Save")}</button>
        <button type="button" class="chat-act" onClick={onDone}>{t("Not now")}</button>
      </div>
    </form>
  );
}

function Fields(props: { readonly isPhoneWrong: boolean }): JSX.Element {
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <>
      <label>
        {t("Name")}
        <input ref={first} name="full_name" autocomplete="name" maxLength={120} />
      </label>
      <label>
        {t("Mobile number")}
        <input
          name="phone"
          type="tel"
          autocomplete="tel"
          required
          maxLength={40}
          aria-invalid={props.isPhoneWrong}
          aria-describedby="identify-fault"
        />
      </label>
      <label>
        {t("E-mail (if you like)")}
        <input name="email" type="email" autocomplete="email" maxLength={254} />
      </label>
    </>
  );
}

function identityOf(form: FormData, consentText: string): Identity {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const said = ["full_name", "phone", "email"].map((name) => [name, text(name)] as const);
  return {
    ...Object.fromEntries(said.filter(([, value]) => value !== "")),
    consent_shown: form.has("consent") ? consentText : null,
  };
}
