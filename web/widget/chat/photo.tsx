import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ChatFile } from "./chat_api.ts";
import { t } from "./words.ts";

/** Comes with this part. */
const STYLE = `
  .chat-photo { color: inherit }
  .chat-photo img { display: block; max-width: min(15rem, 100%); max-height: 15rem; border-radius: 12px }`;
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
document.adoptedStyleSheets.push(sheet);

/** Props of a file in the chat. */
export interface PhotoProps {
  readonly file: ChatFile;
  readonly linkOf: (path: string) => Promise<string>;
}

/** A picture, or a link to a file that is none; both open by themselves. */
export function Photo(props: PhotoProps): JSX.Element {
  const { file, linkOf } = props;
  const [link, setLink] = useState<string | null>(null);
  useEffect(() => void linkOf(file.path).then(setLink, () => {/* Its name stays. */}), [file.path]);
  const isPicture = /^image\/(?!heic)/.test(file.content_type ?? "");
  return (
    <a class="chat-photo" href={link ?? "#"} target="_blank" rel="noopener noreferrer">
      {isPicture && link !== null
        ? <img src={link} alt={t("A picture")} />
        : isPicture
        ? t("A picture")
        : t("A file")}
    </a>
  );
}
