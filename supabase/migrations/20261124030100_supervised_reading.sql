-- Staff read when a supervised answer leaves, as they read the rest of a message: column by column.

grant select (sends_at) on public.messages to authenticated;
