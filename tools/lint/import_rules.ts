/** Which folder may import which: the table of docs/architecture.md as data. */
import { join } from "node:path/posix";

/** One import, as written in a file of the project. */
export interface Import {
  /** Path of the importing file from the checkout's root. */
  readonly file: string;
  readonly specifier: string;
  /** `import type`: nothing of it is left when the program runs. */
  readonly isType: boolean;
}

interface Layer {
  /** A path belongs to the first layer whose pattern it matches. */
  readonly path: RegExp;
  readonly name: string;
  /** Layers that may be imported, besides the layer itself. */
  readonly may: readonly string[];
  /** Layers of which only types may be imported. */
  readonly mayType?: readonly string[];
  /** Npm packages that may be imported; any that the member's deno.json names if left out. */
  readonly packages?: readonly string[];
  /** An action may not import its neighbours: it may import itself only if this is absent. */
  readonly isolated?: true;
}

const SHARED = "supabase/functions/_shared";
const FUNCTIONS = ["contract", "domain", "platform", "data", "providers", "actions", "http"];
const WEB = [
  "i18n",
  "api",
  "stores",
  "components",
  "format",
  "pages",
  "web root",
  "domain",
  "contract",
];
const EVERYTHING = [...FUNCTIONS, ...WEB, "door", "testing", "deps", "local", "bench", "tools"];

/** Parsers of other people's formats: text in, values out, no clock, no network. */
const PURE_PACKAGES = [
  "email-reply-parser",
  "entities/decode",
  "fast-xml-parser",
  "libphonenumber-js/min",
  "papaparse",
  "postal-mime",
];

const LAYERS: readonly Layer[] = [
  {
    path: /^supabase\/functions\/(.*\/)?(testing\/|[^/]+_test\.ts$)/,
    name: "testing",
    may: [...FUNCTIONS, "door", "deps"],
  },
  { path: shared("platform/([a-z_]+_)?deps.ts"), name: "deps", may: FUNCTIONS },
  { path: shared("contract/"), name: "contract", may: [], packages: ["zod"] },
  { path: shared("domain/"), name: "domain", may: ["contract"], packages: PURE_PACKAGES },
  { path: shared("platform/"), name: "platform", may: ["contract"] },
  { path: shared("data/"), name: "data", may: ["domain", "contract", "platform"] },
  { path: shared("providers/"), name: "providers", may: ["domain", "contract", "platform"] },
  {
    path: shared("actions/"),
    name: "actions",
    may: ["data", "providers", "domain", "contract", "platform"],
    isolated: true,
  },
  { path: shared("http/"), name: "http", may: ["platform", "contract", "domain", "data"] },
  {
    path: /^supabase\/functions\/[^_][^/]*\/index\.ts$/,
    name: "door",
    may: ["platform", "deps"],
    isolated: true,
  },
  {
    path: /^supabase\/functions\/[^_]/,
    name: "door",
    may: ["http", "actions", "contract", "platform"],
    isolated: true,
  },
  { path: /^web\/(.*_test\.tsx?|src\/.*\/test_[^/]+)$/, name: "web tests", may: WEB },
  { path: /^web\/src\/i18n\//, name: "i18n", may: [] },
  { path: /^web\/src\/api\//, name: "api", may: ["i18n", "contract"], mayType: ["data"] },
  {
    path: /^web\/src\/format\//,
    name: "format",
    may: ["i18n", "domain", "contract"],
    mayType: ["api"],
  },
  {
    path: /^web\/src\/stores\//,
    name: "stores",
    may: ["i18n", "api", "domain", "contract", "format"],
  },
  {
    path: /^web\/src\/components\//,
    name: "components",
    may: ["i18n", "format", "contract"],
    mayType: ["api", "stores"],
  },
  {
    path: /^web\/src\/pages\//,
    name: "pages",
    may: ["i18n", "stores", "components", "format", "contract", "domain", "web root"],
    mayType: ["api"],
  },
  { path: /^web\//, name: "web root", may: WEB },
  { path: /^local\/.*_test\.ts$/, name: "local tests", may: [...EVERYTHING, "tests"] },
  { path: /^local\//, name: "local", may: EVERYTHING },
  { path: /^tests\//, name: "tests", may: EVERYTHING },
  { path: /^bench\//, name: "bench", may: [...EVERYTHING, "tests"] },
  { path: /^tools\//, name: "tools", may: [...EVERYTHING, "tests"] },
];

const ALIASES: Readonly<Record<string, string>> = {
  "@rylie/contract/": `${SHARED}/contract/`,
  "@rylie/domain/": `${SHARED}/domain/`,
};

/** Says why an import may not stand, or null if it may. */
export function importFault({ file, specifier, isType }: Import): string | null {
  const from = layerOf(file);
  if (from === undefined) return null;
  const target = resolve(file, specifier);
  if (target === null) return packageFault(from, specifier);
  const to = layerOf(target);
  if (to === undefined) return null;
  if (to.name === from.name) {
    const isNeighbour = from.isolated && folderOf(file) !== folderOf(target);
    return isNeighbour ? `Cannot import ${target}: ${from.name} do not import each other` : null;
  }
  if (from.may.includes(to.name) || (isType && from.mayType?.includes(to.name))) return null;
  const only = from.mayType?.includes(to.name) ? " but its types" : "";
  return `Cannot import ${target}: ${from.name} may not import ${to.name}${only}`;
}

function packageFault(from: Layer, specifier: string): string | null {
  if (from.packages === undefined) return null;
  const isAllowed = from.packages.some((name) =>
    specifier === name || specifier.startsWith(`${name}/`)
  );
  return isAllowed ? null : `Cannot import ${specifier}: ${from.name} imports no such package`;
}

function layerOf(path: string): Layer | undefined {
  return LAYERS.find((layer) => layer.path.test(path));
}

/** Returns the path from the checkout's root, or null for a package. */
function resolve(file: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return join(file, "..", specifier.split("?")[0] ?? "");
  const alias = Object.keys(ALIASES).find((prefix) => specifier.startsWith(prefix));
  return alias === undefined ? null : ALIASES[alias] + specifier.slice(alias.length);
}

/** The door or action that a file belongs to. */
function folderOf(path: string): string {
  return path.split("/").slice(0, path.startsWith(SHARED) ? 5 : 3).join("/");
}

function shared(path: string): RegExp {
  return new RegExp(`^${SHARED}/${path}`.replaceAll(".", "\\."));
}
