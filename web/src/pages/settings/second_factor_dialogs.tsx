import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { NewFactor } from "../../api/account_api.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { faultId, Field } from "../../components/field.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { t } from "../../i18n/t.ts";
import type { SecondFactorProps } from "./second_factor_props.ts";

type FactorDialogProps = SecondFactorProps & {
  readonly onClose: () => void;
  /** Goes on after a right code. */
  readonly onDone: () => Promise<void>;
};

/** Adds an authenticator app: the picture for its camera, then its first code. */
export function EnrolDialog(props: FactorDialogProps): JSX.Element {
  const { account, page } = props;
  const factor = useSignal<NewFactor | null>(null);
  useEffect(() => {
    account.enrol(`${t("Authenticator app")} ${new Date().toISOString().slice(0, 16)}`).then(
      (next) => factor.value = next,
      (error) => {
        props.onClose();
        page.toasts.fail(t("Could not start"), error);
      },
    );
  }, []);
  const verify = async (code: string): Promise<string | null> => {
    const fault = await account.tryCode(factor.value?.id ?? "", code);
    if (fault !== null) return fault;
    props.onClose();
    await account.factors.refresh();
    await props.onDone();
    return null;
  };
  const made = factor.value;
  return (
    <Dialog title={t("Add an authenticator app")} isOpen onClose={props.onClose}>
      <div class="factor-dialog">
        {made === null ? <Skeleton shape="column" count={2} label={t("Making the picture")} /> : (
          <>
            <p>{t("Scan this with your authenticator app, then enter the code it shows.")}</p>
            <img class="factor-dialog-code" src={made.qrCode} alt={t("QR code of the secret")} />
            <p class="note-line">
              {t("No camera? Type this secret:")}{" "}
              <code class="factor-dialog-secret">{made.secret}</code>
            </p>
            <CodeForm act={t("Add it")} onCode={verify} />
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Asks for a code before something that needs it. */
export function StepUpDialog(props: FactorDialogProps): JSX.Element {
  const { account } = props;
  const verify = async (code: string): Promise<string | null> => {
    const state = account.factors.state.value;
    const [first] = state.kind === "ready" ? state.value : [];
    const fault = await account.tryCode(first?.id ?? "", code);
    if (fault !== null) return fault;
    props.onClose();
    await props.onDone();
    return null;
  };
  return (
    <Dialog title={t("Confirm that it is you")} isOpen onClose={props.onClose}>
      <div class="factor-dialog">
        <p>{t("Enter a code of your authenticator app.")}</p>
        <CodeForm act={t("Go on")} onCode={verify} />
      </div>
    </Dialog>
  );
}

/** Shows new recovery codes, this once. */
export function CodesDialog(props: {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}): JSX.Element {
  const isCopied = useSignal(false);
  const copy = (): void => {
    navigator.clipboard.writeText(props.codes.join("\n")).then(
      () => isCopied.value = true,
      () => {},
    );
  };
  return (
    <Dialog title={t("Your recovery codes")} isOpen onClose={props.onClose}>
      <div class="factor-dialog">
        <p>
          {t(
            "Keep these where you find them without your phone. Each works once. They are not shown again.",
          )}
        </p>
        <ul class="factor-dialog-codes">
          {props.codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <div class="choice-row">
          <Button onPress={copy}>{isCopied.value ? t("Copied") : t("Copy the codes")}</Button>
          <Button look="main" onPress={props.onClose}>{t("I have kept them")}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function CodeForm(props: {
  readonly act: string;
  /** Answers what is wrong with the code, or null. */
  readonly onCode: (code: string) => Promise<string | null>;
}): JSX.Element {
  const code = useSignal("");
  const fault = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const digits = code.value.replace(/\D/gu, "");
    fault.value = digits.length === 6 ? null : t("The code has 6 digits");
    if (fault.value !== null || isBusy.value) return;
    isBusy.value = true;
    fault.value = await props.onCode(digits);
    isBusy.value = false;
  };
  return (
    <form class="form-card" noValidate onSubmit={(event) => void submit(event)}>
      <Field id="factor-code" label={t("Code")} fault={fault.value}>
        <input
          id="factor-code"
          class="field-input"
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={10}
          value={code}
          aria-invalid={fault.value === null ? undefined : "true"}
          aria-describedby={fault.value === null ? undefined : faultId("factor-code")}
          onInput={(event) => code.value = event.currentTarget.value}
        />
      </Field>
      <div class="choice-row">
        <Button type="submit" look="main" busy={isBusy.value}>{props.act}</Button>
      </div>
    </form>
  );
}
