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
  const ids = customers.flatMap((node) => childrenOf(node, "id")).flatMap((node) => {
    const id = valueOf(textOf(node));
    return id === null ? [] : [id.slice(0, 120)];
  });
  return ids.length === 0 ? extras : { ...extras, customer_ids: ids.slice(0, 10) };
}

/** Known by name, but kept as they are. */
const KEPT = new Set(["identification", "gender", "birthday", "leadtype", "locale"]);
