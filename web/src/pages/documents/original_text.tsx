import { decodeDocument } from "@rylie/domain/adf_decode.ts";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { bytesOf } from "../../format/document.ts";
import { t } from "../../i18n/t.ts";

/** The bytes of a document as the text they are. */
export function OriginalText(props: {
  readonly raw: string;
  readonly contentType: string | null;
}): JSX.Element {
  const { raw, contentType } = props;
  const text = useMemo(() => {
    const charset = /charset\s*=\s*["']?([\w-]+)/i.exec(contentType ?? "")?.[1] ?? null;
    return decodeDocument(bytesOf(raw), charset).text;
  }, [raw, contentType]);
  return (
    <pre class="lead-original-text" tabIndex={0} role="region" aria-label={t("As it was received")}>
      {text}
    </pre>
  );
}
