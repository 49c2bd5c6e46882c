-- A merge, and its undo, changes whose a conversation and a lead is: everybody who looks at them hears of it.

create constraint trigger conversations_91_merged after update of customer_id on public.conversations
  deferrable initially deferred for each row
  when (old.customer_id is distinct from new.customer_id)
  execute function private.tg_conversation_updated();

create constraint trigger leads_91_merged after update of customer_id on public.leads
  deferrable initially deferred for each row
  when (old.customer_id is distinct from new.customer_id)
  execute function private.tg_record_event('lead');
