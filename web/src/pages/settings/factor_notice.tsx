import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../../components/icon.tsx";
import { t } from "../../i18n/t.ts";
import { viewPath, type ViewRoute } from "../../router.ts";
import { type FactorAsker, lacksFactor } from "../../stores/second_factor.ts";

/** True when changes here need a second factor that is lacking; asked again on each route. */
export function useLacksFactor(workplace: FactorAsker, route: ViewRoute): boolean {
  const lacks = useSignal(false);
  useEffect(() => {
    void lacksFactor(workplace).then((answer) => lacks.value = answer);
  }, [workplace, route]);
  return lacks.value;
}

/** Says that the role needs a second factor, and leads to where one is added. */
export function FactorNotice(props: { readonly route: ViewRoute }): JSX.Element {
  const href = viewPath({ ...props.route, view: "settings", part: "security", filters: {} });
  return (
    <p class="factor-notice" role="status">
      <Icon name="lock" />
      <span>
        {t("Your role needs a second factor here.")}{" "}
        <a class="text-link" href={href}>{t("Add one in Settings, Security")}</a>
      </span>
    </p>
  );
}
