/** The house rules that `deno lint` holds: import directions, env and console, sizes. */
import { join, relative } from "node:path";
import { importFault } from "./lint/import_rules.ts";

const MAX_LINES = 50;
const MAX_PARAMS = 4;
const PROJECT_DIR = join(import.meta.dirname ?? ".", "..");

/** The terminal's words, and the log of the functions: the edge runtime collects the console. */
const MAY_WRITE_TO_CONSOLE =
  /^(local\/(log|main)|supabase\/functions\/_shared\/platform\/log)\.ts$/;

type Context = Deno.lint.RuleContext;
type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

const importDirection: Deno.lint.Rule = {
  create(context) {
    const file = projectPath(context);
    const judge = (node: Deno.lint.Node, source: Deno.lint.Node | null, isType: boolean) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const message = importFault({ file, specifier: source.value, isType });
      if (message !== null) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => judge(node, node.source, node.importKind === "type"),
      ExportNamedDeclaration: (node) => judge(node, node.source, node.exportKind === "type"),
      ExportAllDeclaration: (node) => judge(node, node.source, node.exportKind === "type"),
      ImportExpression: (node) => judge(node, node.source, false),
    };
  },
};

const envInConfig: Deno.lint.Rule = {
  create(context) {
    const file = projectPath(context);
    const isFunction = file.startsWith("supabase/functions/") && !isTest(file);
    if (!isFunction || file.endsWith("_shared/platform/config.ts")) return {};
    return {
      MemberExpression(node) {
        if (!isMember(node, ["Deno", "process"], "env")) return;
        context.report({ node, message: "Cannot read env here: platform/config.ts is its reader" });
      },
    };
  },
};

const noConsole: Deno.lint.Rule = {
  create(context) {
    const file = projectPath(context);
    const isProduct = /^(supabase\/functions|web|local)\//.test(file);
    if (!isProduct || isTest(file) || MAY_WRITE_TO_CONSOLE.test(file)) return {};
    return {
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.object.name !== "console") return;
        context.report({ node, message: "Cannot write to the console: use the log" });
      },
    };
  },
};

const functionSize: Deno.lint.Rule = {
  create(context) {
    // A test that is a list of steps counts without its steps: each of them is measured itself.
    const isSuite = isTest(projectPath(context));
    const nested: number[] = [];
    const leave = (node: FunctionNode) => {
      const inner = nested.pop() ?? 0;
      const total = context.sourceCode.getText(node).split("\n").length;
      if (nested.length > 0) nested.push((nested.pop() ?? 0) + total - 1);
      const lines = isSuite ? total - inner : total;
      if (lines <= MAX_LINES) return;
      const message = `Function has ${lines} lines: the limit is ${MAX_LINES}`;
      context.report({ range: firstLine(context, node), message });
    };
    return {
      ...onFunctions(() => void nested.push(0)),
      "FunctionDeclaration:exit": leave,
      "FunctionExpression:exit": leave,
      "ArrowFunctionExpression:exit": leave,
    };
  },
};

const maxParams: Deno.lint.Rule = {
  create(context) {
    return onFunctions((node) => {
      const count = node.params.length;
      if (count <= MAX_PARAMS) return;
      const message =
        `Function has ${count} parameters: the limit is ${MAX_PARAMS}, then an object`;
      context.report({ range: firstLine(context, node), message });
    });
  },
};

const noDefaultExport: Deno.lint.Rule = {
  create(context) {
    // Vite and deno lint read theirs by that name.
    if (/(^web\/(widget\/)?vite\.config|^tools\/lint_plugin)\.ts$/.test(projectPath(context))) {
      return {};
    }
    return {
      ExportDefaultDeclaration(node) {
        context.report({ node, message: "Cannot export default: give it a name" });
      },
    };
  },
};

/** Attributes whose words a user sees or hears. */
const READ_ATTRIBUTES = /^(alt|aria-label|label|placeholder|prompt|title|what)$/;

const translatedWords: Deno.lint.Rule = {
  create(context) {
    if (!/^web\/src\/.*\.tsx$/.test(projectPath(context))) return {};
    const judge = (node: Deno.lint.Node, words: string) => {
      // The product's name is the same in every language.
      if (!/\p{L}{2}/u.test(words.replaceAll("Rylie", ""))) return;
      context.report({ node, message: "Cannot show these words: they go through t()" });
    };
    return {
      JSXText: (node) => judge(node, node.value),
      JSXAttribute(node) {
        if (node.name.type !== "JSXIdentifier" || !READ_ATTRIBUTES.test(node.name.name)) return;
        if (node.value?.type === "Literal") judge(node, String(node.value.value));
      },
    };
  },
};

const plugin: Deno.lint.Plugin = {
  name: "rylie",
  rules: {
    "import-direction": importDirection,
    "env-in-config": envInConfig,
    "no-console": noConsole,
    "function-size": functionSize,
    "max-params": maxParams,
    "no-default-export": noDefaultExport,
    "translated-words": translatedWords,
  },
};
export default plugin;

function onFunctions(judge: (node: FunctionNode) => void): Deno.lint.LintVisitor {
  return {
    FunctionDeclaration: judge,
    FunctionExpression: judge,
    ArrowFunctionExpression: judge,
  };
}

/** The place to point at: a whole function would flood the terminal. */
function firstLine(context: Context, node: FunctionNode): [number, number] {
  const [start] = node.range;
  const [line = ""] = context.sourceCode.getText(node).split("\n");
  return [start, start + line.length];
}

function isMember(
  node: Deno.lint.MemberExpression,
  objects: readonly string[],
  property: string,
): boolean {
  return node.object.type === "Identifier" && objects.includes(node.object.name) &&
    node.property.type === "Identifier" && node.property.name === property;
}

function projectPath(context: Context): string {
  return relative(PROJECT_DIR, context.filename).replaceAll("\\", "/");
}

function isTest(file: string): boolean {
  return /_test\.tsx?$|\/testing\//.test(file);
}
