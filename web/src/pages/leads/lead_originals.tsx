import type { JSX } from "preact";
import type { LeadOriginal } from "../../api/lead_sheet_api.ts";
import { lazily } from "../../components/lazily.tsx";
import { exactTime } from "../../format/exact_time.ts";
import { sourceName } from "../../format/lead.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { viewPath } from "../../router.ts";
import type { RemoteShape } from "../../stores/remote.ts";

const OriginalText = lazily(() =>
  import("../documents/original_text.tsx").then((module) => module.OriginalText)
);

/** The documents that brought a lead, as they were received; nothing for who may not see them. */
export function LeadOriginals(props: {
  readonly originals: RemoteShape<readonly LeadOriginal[]>;
  readonly page: PageProps;
}): JSX.Element | null {
  const state = props.originals.state.value;
  if (state.kind !== "ready" || state.value.length === 0) return null;
  return (
    <section>
      <h3 class="card-title">{t("As it was received")}</h3>
      {state.value.map((one) => <Original key={one.id} original={one} page={props.page} />)}
    </section>
  );
}

function Original(props: {
  readonly original: LeadOriginal;
  readonly page: PageProps;
}): JSX.Element {
  const { original, page } = props;
  const { dealership } = page.workplace;
  return (
    <details class="lead-original">
      <summary>
        {sourceName(original.source)}, {exactTime(original.received_at, dealership.timezone)}
      </summary>
      <OriginalText raw={original.raw} contentType={original.content_type} />
      <a
        class="text-link"
        href={viewPath({
          view: "leads",
          at: page.route.at,
          part: original.id,
          filters: { as: "documents" },
        })}
      >
        {t("What was read from it")}
      </a>
    </details>
  );
}
