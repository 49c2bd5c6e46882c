-- The lane of snoozed conversations read those of all dealerships, beside all open ones of its own, to sort some dozens:
-- on the bench data, an eighth of the open ones snoozed, 14 ms for the largest dealership and 4 ms for a small one; by
-- this index 0.5 ms both. Made under a lock against writes, in 0.1 s for 100,000 conversations.

create index conversations_snoozed_lane_idx on public.conversations (dealership_id, snoozed_until, id)
  where snoozed_until is not null;
