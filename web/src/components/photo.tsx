import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icon.tsx";

/** Props of Photo. */
export interface PhotoProps {
  readonly path: string;
  readonly name: string;
  /** An address of a private file, good for a while. */
  readonly addressOf: (path: string) => Promise<string>;
  readonly onSave: () => void;
}

/** A picture of a message, small in its place and large on a click. */
export function Photo(props: PhotoProps): JSX.Element {
  const address = useSignal<string | null>(null);
  const isGone = useSignal(false);
  const isLarge = useSignal(false);
  useEffect(() => {
    props.addressOf(props.path).then((next) => address.value = next, () => isGone.value = true);
  }, [props.path]);
  const name = props.name || t("Photo");
  if (isGone.value) {
    return (
      <button type="button" class="message-bubble-media" onClick={props.onSave}>
        <Icon name="paperclip" size="s" />
        {name}
      </button>
    );
  }
  const src = address.value ?? undefined;
  return (
    <>
      <button
        type="button"
        class="photo"
        aria-label={t("Show {name} large", { name })}
        onClick={() => isLarge.value = true}
      >
        {src !== undefined && <img src={src} alt="" onError={() => isGone.value = true} />}
      </button>
      <Dialog title={name} isOpen={isLarge.value} onClose={() => isLarge.value = false}>
        <img class="photo-large" src={src} alt={name} />
        <Button icon="arrow-down" onPress={props.onSave}>{t("Save")}</Button>
      </Dialog>
    </>
  );
}
