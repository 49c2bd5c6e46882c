/** The house rules of migrations, each a question to one file's statements. */
import {
  listOf,
  nameOf,
  partOf,
  relationOf,
  type SqlNode,
  type SqlStatement,
  textOf,
  unwrap,
} from "./parse_sql.ts";

type Statements = readonly SqlStatement[];

const OUR_SCHEMA = /^(public|private)\./;
const BANNED_TYPES: Readonly<Record<string, string>> = {
  varchar: "text with a check",
  bpchar: "text with a check",
  json: "jsonb",
  serial: "an identity",
  serial4: "an identity",
  serial8: "an identity",
  bigserial: "an identity",
  smallserial: "an identity",
  timestamp: "timestamptz",
  timetz: "timestamptz",
  money: "integer cents",
};
const NO_ACTION = "a";

/** Returns what one migration does against the house rules. */
export function sqlFaults(statements: Statements): string[] {
  return [
    ...tableFaults(statements),
    ...columnFaults(statements),
    ...functionFaults(statements),
    ...policyFaults(statements),
    ...viewFaults(statements),
    ...statements.filter(({ kind }) => kind === "CreateEnumStmt")
      .map(({ node }) => `type ${nameOf(node, "typeName")}: an enum: use text with a check`),
  ];
}

function tableFaults(statements: Statements): string[] {
  const alterations = statements.filter(({ kind }) => kind === "AlterTableStmt");
  const isAltered = (table: string, subtype: string) =>
    alterations.some(({ node }) =>
      relationOf(node, "relation") === table &&
      listOf(node, "cmds").some((command) => command.node.subtype === subtype)
    );
  return createdTables(statements).flatMap((table) => {
    if (!OUR_SCHEMA.test(table)) return [`table ${table}: not in public or private`];
    return [
      ...(isAltered(table, "AT_EnableRowSecurity") ? [] : ["row level security is not enabled"]),
      ...(isAltered(table, "AT_ForceRowSecurity") ? [] : ["row level security is not forced"]),
      ...(commentOn(statements, "OBJECT_TABLE", table) ? [] : ["has no comment"]),
    ].map((fault) => `table ${table}: ${fault}`);
  });
}

function createdTables(statements: Statements): string[] {
  return statements.filter(({ kind }) => kind === "CreateStmt")
    .filter(({ node }) => partOf(node, "relation").relpersistence !== "t")
    .map(({ node }) => relationOf(node, "relation"));
}

/** Columns and constraints, whether they come with their table or are added to it. */
function columnFaults(statements: Statements): string[] {
  return statements.flatMap(({ kind, node }) => {
    const table = relationOf(node, "relation");
    return elementsOf(kind, node).flatMap((element) => [
      ...typeFaults(element).map((fault) => `column ${table}.${fault}`),
      ...referenceFaults(element).map((fault) => `table ${table}: ${fault}`),
    ]);
  });
}

function elementsOf(kind: string, node: SqlNode): readonly SqlStatement[] {
  if (kind === "CreateStmt") return listOf(node, "tableElts");
  if (kind !== "AlterTableStmt") return [];
  return listOf(node, "cmds").map((command) => unwrap(partOf(command.node, "def")));
}

function typeFaults({ kind, node }: SqlStatement): string[] {
  if (kind !== "ColumnDef") return [];
  const type = nameOf(partOf(node, "typeName"), "names").replace(/^pg_catalog\./, "");
  const better = BANNED_TYPES[type];
  return better === undefined ? [] : [`${textOf(node, "colname")}: ${type}: use ${better}`];
}

function referenceFaults(element: SqlStatement): string[] {
  const constraints = element.kind === "ColumnDef"
    ? listOf(element.node, "constraints")
    : [element];
  return constraints
    .filter(({ node }) => node.contype === "CONSTR_FOREIGN" && node.fk_del_action === NO_ACTION)
    .map(({ node }) => `the reference to ${relationOf(node, "pktable")} has no on delete`);
}

/** What replaces something keeps its comment, so that is asked of new things only. */
function functionFaults(statements: Statements): string[] {
  return statements.filter(({ kind }) => kind === "CreateFunctionStmt").flatMap(({ node }) => {
    const name = nameOf(node, "funcname");
    const comment = commentOn(statements, "OBJECT_FUNCTION", name);
    const isNewInApi = name.startsWith("public.") && !node.replace;
    return [
      ...(OUR_SCHEMA.test(name) ? [] : ["not in public or private"]),
      ...(hasEmptySearchPath(node) ? [] : ["does not set search_path = ''"]),
      ...(isNewInApi && comment === "" ? ["has no comment"] : []),
      ...(isNewInApi && isDefiner(node) && !/\bDefiner\b/.test(comment)
        ? ["security definer in public, and its comment does not say why (Definer: …)"]
        : []),
    ].map((fault) => `function ${name}: ${fault}`);
  });
}

function options(node: SqlNode, name: string): readonly SqlNode[] {
  return listOf(node, "options").filter((option) => option.node.defname === name)
    .map((option) => partOf(option.node, "arg"));
}

function isDefiner(node: SqlNode): boolean {
  return options(node, "security").some((arg) => partOf(arg, "Boolean").boolval === true);
}

function hasEmptySearchPath(node: SqlNode): boolean {
  return options(node, "set").map((arg) => partOf(arg, "VariableSetStmt")).some((setting) => {
    const [value] = listOf(setting, "args");
    return setting.name === "search_path" && partOf(value?.node ?? {}, "sval").sval === "";
  });
}

function policyFaults(statements: Statements): string[] {
  return statements.filter(({ kind }) => kind === "CreatePolicyStmt").flatMap(({ node }) => {
    const isForAnybody = listOf(node, "roles").some((role) =>
      role.node.roletype === "ROLESPEC_PUBLIC"
    );
    return isForAnybody ? [`policy ${textOf(node, "policy_name")}: names no role`] : [];
  });
}

function viewFaults(statements: Statements): string[] {
  return statements.filter(({ kind }) => kind === "ViewStmt").flatMap(({ node }) => {
    const view = relationOf(node, "view");
    const isInvoker = options(node, "security_invoker").some((arg) =>
      partOf(arg, "String").sval === "true"
    );
    return [
      ...(isInvoker || !view.startsWith("public.") ? [] : ["is not security_invoker"]),
      ...(node.replace || commentOn(statements, "OBJECT_VIEW", view) ? [] : ["has no comment"]),
    ].map((fault) => `view ${view}: ${fault}`);
  });
}

function commentOn(statements: Statements, type: string, name: string): string {
  const found = statements.filter(({ kind, node }) =>
    kind === "CommentStmt" && node.objtype === type && commentedName(node) === name
  );
  return found.map(({ node }) => textOf(node, "comment")).at(-1) ?? "";
}

function commentedName(node: SqlNode): string {
  return nameOf(partOf(node, "object", "List"), "items") ||
    nameOf(partOf(node, "object", "ObjectWithArgs"), "objname");
}
