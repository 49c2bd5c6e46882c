import { type AdfNode, childrenOf, textOf } from "./adf_tree.ts";
import { ADF_TAGS, valueOf } from "./adf_words.ts";

/** Read into fields of their own, or holders of such. */
const READ_ELSEWHERE = new Set(["comment", "request", "cellphone", "mobile"]);
const MAX_EXTRAS = 40;

/** Elements that no rule knows, by name: staff see them, nothing is thrown away. */
export function extrasOf(prospect: AdfNode): Record<string, unknown> {
  const extras: Record<string, unknown> = {};
  const customers = childrenOf(prospect, "customer");
  const holders = [
    prospect,
    ...customers,
    ...[...customers, prospect].flatMap((node) => childrenOf(node, "contact")),
    ...childrenOf(prospect, "vehicle"),
  ];
  for (const node of holders.flatMap(({ children }) => children)) {
    if (ADF_TAGS.has(node.name) && !KEPT.has(node.name) || READ_ELSEWHERE.has(node.name)) continue;
    const value = valueOf(textOf(node).slice(0, 2000));
    if (value === null || node.name in extras) continue;
    if (Object.keys(extras).length >= MAX_EXTRAS) break;
    extras[node.name] = value;
  }
  const vehicles = childrenOf(prospect, "vehicle");
  return {
    ...extras,
    ...named("customer_ids", idsOf(customers)),
    ...named("vehicle_ids", idsOf(vehicles)),
    ...named("finance_limits", limitsOf([prospect, ...customers, ...vehicles])),
  };
}

/** The sender's own ids of what the nodes are about, as `id@source` or just `id`. */
function idsOf(nodes: readonly AdfNode[]): readonly string[] {
  return nodes.flatMap((node) => childrenOf(node, "id")).slice(0, 10).flatMap((node) => {
    const id = valueOf(textOf(node))?.slice(0, 120);
    const source = valueOf(node.attributes.get("source"))?.slice(0, 80);
    return id === undefined ? [] : [source === undefined ? id : `${id}@${source}`];
  });
}

/** Whether the shopper meant an amount as the most, the least or exactly, such as `monthly maximum`. */
function limitsOf(nodes: readonly AdfNode[]): readonly string[] {
  const amounts = nodes.flatMap((node) => childrenOf(node, "finance"))
    .flatMap((finance) => childrenOf(finance, "amount")).slice(0, 10);
  return amounts.flatMap(({ attributes }) => {
    const limit = valueOf(attributes.get("limit"))?.slice(0, 40).toLowerCase();
    return limit === undefined ? [] : [`${attributes.get("type") ?? "total"} ${limit}`];
  });
}

function named(name: string, values: readonly string[]): Readonly<Record<string, unknown>> {
  return values.length === 0 ? {} : { [name]: values };
}

/** Known by name, but kept as they are. */
const KEPT = new Set(["identification", "gender", "birthday", "leadtype", "locale"]);
