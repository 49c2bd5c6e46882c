import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { OwnPhone } from "../../api/device_api.ts";
import { Button } from "../../components/button.tsx";
import { describedBy, faultId, Field } from "../../components/field.tsx";
import { Tag } from "../../components/tag.tsx";
import { formatPhone, toE164 } from "../../format/phone.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { DeviceShape } from "../../stores/device_store.ts";
import { saving } from "./saving.ts";

interface NumberProps {
  readonly phone: OwnPhone;
  readonly device: DeviceShape;
  readonly page: PageProps;
}

/** The number for texts to oneself: it counts once the code texted to it is typed. */
export function OwnNumber(props: NumberProps): JSX.Element {
  const { phone } = props;
  const isChanging = useSignal(false);
  if (phone.pending !== null && !isChanging.value) {
    return <CodeForm {...props} pending={phone.pending} isChanging={isChanging} />;
  }
  if (phone.verified !== null && !isChanging.value) {
    return <Verified {...props} verified={phone.verified} isChanging={isChanging} />;
  }
  return <NumberForm {...props} isChanging={isChanging} />;
}

type StepProps = NumberProps & { readonly isChanging: Signal<boolean> };

function Verified(props: StepProps & { readonly verified: string }): JSX.Element {
  const { device, page, isChanging } = props;
  const forget = async (): Promise<void> => {
    await saving(page, device.forgetPhone(), {
      done: t("Your number is removed"),
      failed: t("Could not remove your number"),
    });
    await device.phone.refresh();
  };
  return (
    <div class="form-card">
      <p>
        <span class="set-name">{formatPhone(props.verified)}</span>{" "}
        <Tag tone="ok">{t("Verified")}</Tag>
        <span class="set-meta set-block">{t("Texts to you go to this number.")}</span>
      </p>
      <div class="choice-row">
        <Button onPress={() => isChanging.value = true}>{t("Change number")}</Button>
        <Button look="quiet" onPress={() => void forget()}>{t("Remove number")}</Button>
      </div>
    </div>
  );
}

function NumberForm(props: StepProps): JSX.Element {
  const { phone, device, isChanging } = props;
  const value = useSignal(phone.pending ?? "");
  const fault = useSignal<string | null>(null);
  const check = (): string | null => {
    const number = toE164(value.value);
    fault.value = number === null ? t("This is not a phone number") : null;
    return number;
  };
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    const number = check();
    if (number === null) return document.getElementById("phone")?.focus();
    if (!await requestCode(props, number)) return;
    isChanging.value = false;
    await device.phone.refresh();
  };
  return (
    <form class="form-card" noValidate onSubmit={(event) => void ask(event)}>
      <PhoneField
        value={value}
        fault={fault.value}
        // What is right again says so at once: a fault that went on leaving would move the button.
        onInput={() => fault.value !== null && check()}
        onLeave={() => value.value !== "" && check()}
      />
      <div class="choice-row">
        <Button type="submit" look="main">{t("Text me a code")}</Button>
        {(phone.verified !== null || phone.pending !== null) && (
          <Button
            look="quiet"
            onPress={() => isChanging.value = false}
          >
            {t("Keep it")}
          </Button>
        )}
      </div>
    </form>
  );
}

function PhoneField(props: {
  readonly value: Signal<string>;
  readonly fault: string | null;
  readonly onInput: () => void;
  readonly onLeave: () => void;
}): JSX.Element {
  return (
    <Field
      id="phone"
      label={t("Mobile number for texts to you")}
      help={t("A code is texted to it first, to see that it is yours.")}
      fault={props.fault}
    >
      <input
        id="phone"
        class="field-input"
        type="tel"
        autocomplete="tel"
        aria-describedby={describedBy("phone")}
        aria-invalid={props.fault === null ? undefined : "true"}
        value={props.value}
        onInput={(event) => {
          props.value.value = event.currentTarget.value;
          props.onInput();
        }}
        onBlur={props.onLeave}
      />
    </Field>
  );
}

function CodeForm(props: StepProps & { readonly pending: string }): JSX.Element {
  const { device, page, phone, pending, isChanging } = props;
  const code = useSignal("");
  const fault = useSignal<string | null>(null);
  const verify = async (event: Event): Promise<void> => {
    event.preventDefault();
    const isWhole = /^\d{6}$/.test(code.value.replace(/\s/g, ""));
    fault.value = isWhole
      ? await verdictOf(device, page, code.value)
      : t("The code has six digits");
    if (fault.value !== null) document.getElementById("phone-code")?.focus();
    if (isWhole) await device.phone.refresh();
  };
  const again = async (): Promise<void> => {
    code.value = "";
    fault.value = null;
    await requestCode(props, pending);
    await device.phone.refresh();
  };
  const isOver = phone.state === "failed" || phone.state === "expired";
  return (
    <form class="form-card" noValidate onSubmit={(event) => void verify(event)}>
      <p class="note-line" role="status">{stateWords(phone, formatPhone(pending))}</p>
      {!isOver && <CodeField code={code} fault={fault.value} />}
      <div class="choice-row">
        {!isOver && <Button type="submit" look="main">{t("Verify")}</Button>}
        <Button look={isOver ? "main" : "plain"} onPress={() => void again()}>
          {t("Text a new code")}
        </Button>
        <Button look="quiet" onPress={() => isChanging.value = true}>{t("Change number")}</Button>
      </div>
    </form>
  );
}

function CodeField(
  props: { readonly code: Signal<string>; readonly fault: string | null },
): JSX.Element {
  return (
    <Field id="phone-code" label={t("Code of the text")} fault={props.fault}>
      <input
        id="phone-code"
        class="field-input"
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={7}
        aria-describedby={faultId("phone-code")}
        aria-invalid={props.fault === null ? undefined : "true"}
        value={props.code}
        onInput={(event) => props.code.value = event.currentTarget.value}
      />
    </Field>
  );
}

/** Tries a code; answers what is wrong with it, or null. */
async function verdictOf(
  device: DeviceShape,
  page: PageProps,
  code: string,
): Promise<string | null> {
  try {
    const verdict = await device.verifyPhone(code);
    if (verdict === "wrong") return t("This code is wrong");
    if (verdict === "verified") page.toasts.tell(t("Your number is verified"));
  } catch (error) {
    page.toasts.fail(t("Could not verify your number"), error);
  }
  return null;
}

function stateWords(phone: OwnPhone, number: string): string {
  if (phone.state === "failed") {
    return t("{number} is not verified yet. Ask for a code.", { number });
  }
  if (phone.state === "expired") return t("The code to {number} counts no more.", { number });
  return t("A code was texted to {number}. It counts for ten minutes.", { number });
}

function requestCode(props: NumberProps, number: string): Promise<boolean> {
  return saving(props.page, props.device.requestCode(number), {
    done: t("A code is on its way"),
    failed: t("Could not text a code"),
  });
}
