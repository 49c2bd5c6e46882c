import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Unit, UnitEdit } from "../../api/inventory_api.ts";
import { Button } from "../../components/button.tsx";
import { CheckedForm } from "../../components/checked_form.tsx";
import { Field } from "../../components/field.tsx";
import { vehicleName, vehicleStatus } from "../../format/vehicle.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { InventoryShape } from "../../stores/inventory_store.ts";
import { photoAddress, priceCents } from "./unit_edits.ts";

const STATUSES = ["available", "pending", "sold", "retired"];

interface FormProps {
  readonly unit: Unit;
  readonly page: PageProps;
  readonly store: InventoryShape;
}

/** Marks a unit sold, gives it another price or a photo; open conversations about it are told. */
export function UnitChangeForm(props: FormProps): JSX.Element {
  const { unit } = props;
  const status = useSignal(unit.status);
  const price = useSignal(asTyped(unit));
  const photo = useSignal("");
  const busy = useSignal(false);
  // A change by somebody else, a feed or an undo is what the form starts from again.
  useEffect(() => {
    status.value = unit.status;
    price.value = asTyped(unit);
  }, [unit.status, unit.price_cents]);
  const isChanged = status.value !== unit.status || price.value !== asTyped(unit) ||
    photo.value.trim() !== "";
  const save = async (): Promise<void> => {
    const cents = priceCents(price.value);
    if (cents === undefined) return;
    const address = photoAddress(photo.value);
    const images = address === null ? unit.images : [...unit.images, { url: address }];
    busy.value = true;
    await change(props, { status: status.value, price_cents: cents, images });
    busy.value = false;
    photo.value = "";
  };
  return (
    <details class="unit-change">
      <summary>{t("Change this unit")}</summary>
      <CheckedForm look="form-card" onSave={save}>
        <Fields status={status} price={price} photo={photo} />
        <p class="note-line">{t("A feed that lists this unit may change it again.")}</p>
        <div class="choice-row">
          <Button type="submit" look="main" busy={busy.value} disabled={!isChanged}>
            {t("Save changes")}
          </Button>
        </div>
      </CheckedForm>
    </details>
  );
}

function Fields(props: {
  readonly status: Signal<string>;
  readonly price: Signal<string>;
  readonly photo: Signal<string>;
}): JSX.Element {
  const { price, photo } = props;
  const isAddress = photo.value.trim() === "" || photoAddress(photo.value) !== null;
  return (
    <>
      <StatusField status={props.status} />
      <TextField
        id="unit-price"
        label={t("Price in dollars")}
        value={price}
        fault={priceCents(price.value) === undefined
          ? t("Write a price such as 31480, or nothing")
          : ""}
      />
      <TextField
        id="unit-photo"
        label={t("Address of another photo")}
        value={photo}
        fault={isAddress ? "" : t("An address starts with https://")}
      />
    </>
  );
}

function StatusField({ status }: { readonly status: Signal<string> }): JSX.Element {
  return (
    <Field id="unit-status" label={t("Status")} fault={null}>
      <select
        id="unit-status"
        class="field-input"
        value={status.value}
        onChange={(event) => status.value = event.currentTarget.value}
      >
        {STATUSES.map((one) => <option key={one} value={one}>{vehicleStatus(one)}</option>)}
      </select>
    </Field>
  );
}

function TextField(props: {
  readonly id: string;
  readonly label: string;
  readonly value: Signal<string>;
  /** What is wrong with it; empty for nothing. */
  readonly fault: string;
}): JSX.Element {
  const { id, value, fault } = props;
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.setCustomValidity(fault), [fault]);
  return (
    <Field id={id} label={props.label} fault={null}>
      <input
        ref={input}
        id={id}
        class="field-input"
        autocomplete="off"
        value={value.value}
        onInput={(event) => value.value = event.currentTarget.value}
      />
    </Field>
  );
}

function asTyped({ price_cents }: Unit): string {
  return price_cents === null ? "" : String(price_cents / 100);
}

async function change({ unit, page, store }: FormProps, edit: UnitEdit): Promise<void> {
  const { toasts } = page;
  const before = { status: unit.status, price_cents: unit.price_cents, images: unit.images };
  const name = vehicleName(unit);
  try {
    await store.change(unit.id, edit);
    toasts.tell(t("{name} is changed", { name }), () => {
      store.change(unit.id, before).then(
        () => toasts.tell(t("{name} is as it was", { name })),
        (error) => toasts.fail(t("Could not undo this"), error),
      );
    });
  } catch (error) {
    toasts.fail(t("Could not change {name}", { name }), error);
  }
}
