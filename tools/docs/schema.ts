/** What the database says about itself. */
import type { Sql } from "postgres";

/** One table or view of the project. */
export interface Relation {
  readonly schema: string;
  readonly name: string;
  readonly kind: "table" | "view";
  readonly comment: string;
  readonly columns: readonly Column[];
}

/** One column. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly is_required: boolean;
  readonly is_key: boolean;
  readonly comment: string | null;
}

/** One foreign key, named by the tables it joins. */
export interface Reference {
  readonly child: string;
  readonly parent: string;
  readonly columns: readonly string[];
  readonly on_delete: string;
}

/** One function that clients may call. */
export interface ApiFunction {
  readonly signature: string;
  readonly comment: string;
  readonly callers: readonly string[];
}

/** Everything the pages about the data model tell. */
export interface Schema {
  readonly relations: readonly Relation[];
  readonly references: readonly Reference[];
  readonly functions: readonly ApiFunction[];
}

/** Reads tables and views in the order in which the migrations make them. */
export async function readSchema(sql: Sql): Promise<Schema> {
  return {
    relations: await readRelations(sql),
    references: await readReferences(sql),
    functions: await readFunctions(sql),
  };
}

async function readRelations(sql: Sql): Promise<Relation[]> {
  return await sql<Relation[]>`
    select n.nspname as schema, c.relname as name,
      case when c.relkind = 'v' then 'view' else 'table' end as kind,
      coalesce(obj_description(c.oid, 'pg_class'), '') as comment,
      (select json_agg(json_build_object(
          'name', a.attname,
          'type', format_type(a.atttypid, a.atttypmod),
          'is_required', a.attnotnull,
          'is_key', exists (select from pg_index as i
            where i.indrelid = c.oid and i.indisprimary and a.attnum = any (i.indkey)),
          'comment', col_description(c.oid, a.attnum)) order by a.attnum)
        from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v')
    order by c.oid`;
}

async function readReferences(sql: Sql): Promise<Reference[]> {
  return await sql<Reference[]>`
    select child.relname as child, parent.relname as parent,
      (select array_agg(a.attname::text order by k.nr)
        from unnest(f.conkey) with ordinality as k (attnum, nr)
        join pg_attribute as a on a.attrelid = f.conrelid and a.attnum = k.attnum) as columns,
      case f.confdeltype when 'c' then 'cascade' when 'n' then 'set null' when 'r' then 'restrict'
        when 'd' then 'set default' else 'no action' end as on_delete
    from pg_constraint as f
    join pg_class as child on child.oid = f.conrelid
    join pg_class as parent on parent.oid = f.confrelid
    where f.contype = 'f' and f.connamespace in ('public'::regnamespace, 'private'::regnamespace)
      and parent.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
    order by child.oid, f.conname`;
}

async function readFunctions(sql: Sql): Promise<ApiFunction[]> {
  return await sql<ApiFunction[]>`
    select p.proname || '(' || pg_get_function_arguments(p.oid) || ') returns '
        || pg_get_function_result(p.oid) as signature,
      coalesce(obj_description(p.oid, 'pg_proc'), '') as comment,
      array(select r.role from unnest(array['anon', 'authenticated', 'service_role']) as r (role)
        where has_function_privilege(r.role, p.oid, 'execute')) as callers
    from pg_proc as p
    where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
    order by p.proname, p.oid`;
}
