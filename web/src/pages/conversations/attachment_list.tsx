import type { JSX } from "preact";
import { IconButton } from "../../components/button.tsx";
import { Icon } from "../../components/icon.tsx";
import { t } from "../../i18n/t.ts";
import type { Attachment } from "../../stores/attachment_store.ts";

/** The files that go with the reply, with the way to take each back. */
export function AttachmentList(props: {
  readonly attachments: readonly Attachment[];
  readonly onRetry: (id: number) => void;
  readonly onRemove: (id: number) => void;
}): JSX.Element {
  return (
    <ul class="composer-files" aria-label={t("Attached files")}>
      {props.attachments.map(({ id, file, sent, problem }) => (
        <li class="composer-file" key={id} data-state={problem === null ? "calm" : "bad"}>
          <Icon name="paperclip" size="s" />
          <span class="composer-file-name">{file.name}</span>
          <span role="status">{stateWords(sent !== null, problem?.message ?? null)}</span>
          {problem !== null && (
            <IconButton
              icon="rotate-ccw"
              name={t("Upload {name} again", { name: file.name })}
              onPress={() => props.onRetry(id)}
            />
          )}
          <IconButton
            icon="x"
            name={t("Remove {name}", { name: file.name })}
            onPress={() =>
              props.onRemove(id)}
          />
        </li>
      ))}
    </ul>
  );
}

function stateWords(isSent: boolean, fault: string | null): string {
  if (fault !== null) return fault;
  return isSent ? "" : t("Uploading");
}
