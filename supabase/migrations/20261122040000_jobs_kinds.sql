-- The kinds of work are listed once, in contract/jobs.ts; the table only keeps their form, so that a new kind
-- needs no lock on the queue and two features never overwrite each other's list.

alter table private.jobs drop constraint if exists jobs_kind_check;
alter table private.jobs add constraint jobs_kind_check check (kind ~ '^[a-z][a-z_]{2,39}$');
