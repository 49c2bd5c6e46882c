import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { PushState } from "../../api/device_api.ts";
import { Button } from "../../components/button.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { phrase, t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { deviceOf, type DeviceShape } from "../../stores/device_store.ts";
import { OwnNumber } from "./own_number.tsx";
import { saving } from "./saving.ts";

const WORDS: Record<PushState, string> = {
  on: phrase("Pushes reach this device, also while the app is closed."),
  off: phrase("This device is not pushed to."),
  denied: phrase("The browser blocks notifications of this site; its settings can allow them."),
  unsupported: phrase(
    "This browser cannot show notifications. On an iPhone, add the app to the home screen first.",
  ),
};

/** How one is reached outside of the app: on this device, and by text. */
export function DeviceSection({ page }: { readonly page: PageProps }): JSX.Element {
  const { workplace } = page;
  const device = useMemo(() => workplace.connect(deviceOf), [workplace]);
  useEffect(() => {
    void device.push.refresh();
    void device.phone.refresh();
  }, [device]);
  return (
    <section class="card form-card" aria-label={t("Outside of the app")}>
      <h2 class="card-title">{t("Outside of the app")}</h2>
      <RemoteView
        remote={device.push.state.value}
        what={t("This device")}
        onRetry={() => void device.push.reload()}
      >
        {(state) => <Push state={state} device={device} page={page} />}
      </RemoteView>
      <RemoteView
        remote={device.phone.state.value}
        what={t("Your number")}
        onRetry={() => void device.phone.reload()}
      >
        {(phone) => <OwnNumber phone={phone} device={device} page={page} />}
      </RemoteView>
    </section>
  );
}

interface PartProps {
  readonly device: DeviceShape;
  readonly page: PageProps;
}

function Push(props: PartProps & { readonly state: PushState }): JSX.Element {
  const { state, device, page } = props;
  const turn = async (work: Promise<void>, done: string): Promise<void> => {
    await saving(page, work, { done, failed: t("Could not change this device") });
    await device.push.refresh();
  };
  const test = () =>
    saving(page, device.test(), {
      done: t("A test is on its way"),
      failed: t("Could not send a test"),
    });
  return (
    <>
      <p class="note-line">{t(WORDS[state])}</p>
      <div class="choice-row">
        {state === "off" && (
          <Button
            look="main"
            onPress={() => void turn(device.turnOn(), t("This device is pushed to"))}
          >
            {t("Push to this device")}
          </Button>
        )}
        {state === "on" && (
          <Button
            look="plain"
            onPress={() => void turn(device.turnOff(), t("This device is not pushed to"))}
          >
            {t("Stop pushing to this device")}
          </Button>
        )}
        <Button look="plain" onPress={() => void test()}>{t("Send a test")}</Button>
      </div>
    </>
  );
}
