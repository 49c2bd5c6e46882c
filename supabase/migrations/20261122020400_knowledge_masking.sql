-- What shoppers ask is counted and shown to staff, so numbers that the word before them makes a secret go as well:
-- bank account and routing numbers, driver's licences, PINs, also short ones. Replaces the function of
-- 20261121002900, whose rule for long numbers stays.

create or replace function private.mask_contacts(said text) returns text
language sql immutable security invoker set search_path = '' as $$
  select regexp_replace(regexp_replace(regexp_replace(said, '[^\s@]+@[^\s@]+', '[e-mail]', 'g'),
    '\m(ssn|social security|routing|aba|account|acct|checking|savings|iban|cuenta|driver''?s? licen[cs]e|licen[cs]e|dl|'
      || 'licencia|pin|cvv)\M([\s:#.=-]{0,4}(?:(?:number|no|num|is|es|de conducir)\M[\s:#.]{0,3}){0,2})'
      || '[[:alpha:]]{0,4}-?\d[[:alnum:]-]{2,}(?:[ -][[:alnum:]]*\d[[:alnum:]]*){0,7}', '\1\2[number]', 'gi'),
    '\+?\d[\d\s().-]{5,}\d', '[number]', 'g')
$$;
comment on function private.mask_contacts is
  'A text without e-mail addresses, long numbers, and numbers that are a bank''s, a licence''s or a secret code.';
