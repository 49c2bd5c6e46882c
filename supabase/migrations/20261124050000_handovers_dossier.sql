-- What waits for a person is told whole: a trade-in named first and money put down later both stand in
-- the dossier, and the same wish twice stands there once.

create function private.joined_lines(said text, more text) returns text
language sql immutable security invoker set search_path = '' as $$
  select nullif(left(string_agg(l.line, '; ' order by l.place), 600), '') from (
    select s.line, min(s.place) as place
    from unnest(string_to_array(concat_ws('; ', joined_lines.said, joined_lines.more), '; '))
      with ordinality as s (line, place)
    group by s.line
  ) as l
$$;
comment on function private.joined_lines is 'Two lists parted by "; " as one, each line once.';
revoke execute on function private.joined_lines from public, anon, authenticated;
grant execute on function private.joined_lines to service_role;
