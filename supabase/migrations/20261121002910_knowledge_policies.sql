-- Who may see what the knowledge is worth: uses with the thread, gaps and suggestions with the knowledge.

revoke all on public.knowledge_uses, public.knowledge_gaps, public.knowledge_suggestions
  from anon, authenticated, service_role;
grant select on public.knowledge_uses, public.knowledge_gaps, public.knowledge_suggestions to authenticated;
grant select, insert on public.knowledge_uses, public.knowledge_suggestions to service_role;
grant select, insert, update on public.knowledge_gaps to service_role;
grant update (status) on public.knowledge_gaps to authenticated;
grant insert (dealership_id, source, knowledge_gap_id, knowledge_entry_id, message_id, title, question_phrases, answer)
  on public.knowledge_suggestions to authenticated;

create policy knowledge_uses_select_staff on public.knowledge_uses for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('knowledge.read'))::uuid[]));
create policy knowledge_gaps_select_staff on public.knowledge_gaps for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('knowledge.read'))::uuid[]));
create policy knowledge_gaps_update_manager on public.knowledge_gaps for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('knowledge.write'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('knowledge.write'))::uuid[]));
create policy knowledge_suggestions_select_staff on public.knowledge_suggestions for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('knowledge.read'))::uuid[]));
create policy knowledge_suggestions_insert_staff on public.knowledge_suggestions for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('conversations.write'))::uuid[]));

revoke execute on function private.tg_knowledge_used, private.mask_contacts, private.record_knowledge_gap,
  private.tg_learn_from_handover, public.decide_knowledge_suggestion, public.rate_knowledge_use
  from public, anon, authenticated;
grant execute on function private.record_knowledge_gap to service_role;
grant execute on function public.decide_knowledge_suggestion, public.rate_knowledge_use to authenticated;
