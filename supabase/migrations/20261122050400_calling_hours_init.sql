-- When a text that we begin may leave: hours by law and place, as data with their source, and the gate that waits for
-- them. A message outside its hours is put off, not dropped, and passes the whole gate again when its time has come.
-- Not legal advice: whoever runs this keeps the rows up to date.

create table private.calling_hours (
  id bigint generated always as identity primary key,
  region text check (region ~ '^[A-Z]{2}$'),
  weekdays smallint[] not null check (weekdays <@ array[0, 1, 2, 3, 4, 5, 6]::smallint[] and cardinality(weekdays) > 0),
  opens_at time not null,
  closes_at time not null,
  source text not null check (length(source) > 5),
  entered_on date not null,
  check (opens_at < closes_at)
);
comment on table private.calling_hours is
  'One span of local time in which a law lets a business begin to text or call; without a region it is federal.';
comment on column private.calling_hours.weekdays is 'The days it is for, 0 is Sunday; a day that no row of a region names is closed.';
comment on column private.calling_hours.entered_on is 'When the row was written; check it against its source from time to time.';

create table private.calling_areas (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('area_code', 'zip')),
  first_prefix text not null check (first_prefix ~ '^[0-9]{3}$'),
  last_prefix text not null check (last_prefix ~ '^[0-9]{3}$' and last_prefix >= first_prefix),
  region text not null check (region ~ '^[A-Z]{2}$'),
  timezones text[] not null check (cardinality(timezones) > 0),
  unique (kind, first_prefix)
);
comment on table private.calling_areas is
  'One range of area codes or three-digit ZIP prefixes: its state, and all zones in which its people may live.';
alter table private.calling_hours enable row level security;
alter table private.calling_hours force row level security;
alter table private.calling_areas enable row level security;
alter table private.calling_areas force row level security;
grant select, insert, update, delete on private.calling_hours, private.calling_areas to service_role;

insert into private.calling_hours (region, weekdays, opens_at, closes_at, source, entered_on) values
  (null, '{0,1,2,3,4,5,6}', '08:00', '21:00', '47 CFR 64.1200(c)(1)', '2026-11-22'),
  ('FL', '{0,1,2,3,4,5,6}', '08:00', '20:00', 'Florida Statutes 501.616', '2026-11-22'),
  ('MD', '{0,1,2,3,4,5,6}', '08:00', '20:00', 'Maryland Stop the Spam Calls Act', '2026-11-22'),
  ('MS', '{0,1,2,3,4,5,6}', '08:00', '20:00', 'Mississippi Telephone Solicitation Act', '2026-11-22'),
  ('NJ', '{0,1,2,3,4,5,6}', '08:00', '20:00', 'New Jersey telemarketing law', '2026-11-22'),
  ('OK', '{0,1,2,3,4,5,6}', '08:00', '20:00', 'Oklahoma Telephone Solicitation Act', '2026-11-22'),
  ('CT', '{0,1,2,3,4,5,6}', '09:00', '20:00', 'Connecticut General Statutes 42-288a', '2026-11-22'),
  ('TX', '{1,2,3,4,5,6}', '09:00', '21:00', 'Texas Business and Commerce Code 301.051', '2026-11-22'),
  ('TX', '{0}', '12:00', '21:00', 'Texas Business and Commerce Code 301.051', '2026-11-22'),
  ('RI', '{1,2,3,4,5}', '09:00', '18:00', 'Rhode Island General Laws 5-61-3.6', '2026-11-22'),
  ('RI', '{0,6}', '10:00', '17:00', 'Rhode Island General Laws 5-61-3.6', '2026-11-22');

insert into private.calling_areas (kind, first_prefix, last_prefix, region, timezones)
select 'area_code', c.code, c.code, a.region, a.timezones::text[]
from (values
  ('AL', '{America/Chicago}', '205 251 256 334 659 938'),
  ('AR', '{America/Chicago}', '327 479 501 870'),
  ('AZ', '{America/Phoenix}', '480 520 602 623'),
  ('AZ', '{America/Phoenix,America/Denver}', '928'),
  ('AK', '{America/Anchorage,America/Adak}', '907'),
  ('CA', '{America/Los_Angeles}',
    '209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650 657 '
    '661 669 707 714 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951'),
  ('CO', '{America/Denver}', '303 719 720 748 970 983'),
  ('CT', '{America/New_York}', '203 475 860 959'),
  ('DE', '{America/New_York}', '302'),
  ('DC', '{America/New_York}', '202 771'),
  ('FL', '{America/New_York}', '239 305 321 324 352 386 407 561 645 656 689 727 728 754 772 786 813 863 904 941 954'),
  ('FL', '{America/New_York,America/Chicago}', '448 850'),
  ('GA', '{America/New_York}', '229 404 470 478 678 706 762 770 912 943'),
  ('HI', '{Pacific/Honolulu}', '808'),
  ('ID', '{America/Boise,America/Los_Angeles}', '208 986'),
  ('IL', '{America/Chicago}', '217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872'),
  ('IN', '{America/Indiana/Indianapolis}', '260 317 463 765'),
  ('IN', '{America/Chicago}', '219'),
  ('IN', '{America/Indiana/Indianapolis,America/Chicago}', '574 812 930'),
  ('IA', '{America/Chicago}', '319 515 563 641 712'),
  ('KS', '{America/Chicago}', '316 913'),
  ('KS', '{America/Chicago,America/Denver}', '620 785'),
  ('KY', '{America/New_York}', '502 859'),
  ('KY', '{America/New_York,America/Chicago}', '270 364 606'),
  ('LA', '{America/Chicago}', '225 318 337 457 504 985'),
  ('ME', '{America/New_York}', '207'),
  ('MD', '{America/New_York}', '227 240 301 410 443 667'),
  ('MA', '{America/New_York}', '339 351 413 508 617 774 781 857 978'),
  ('MI', '{America/Detroit}', '231 248 269 313 517 586 616 679 734 810 947 989'),
  ('MI', '{America/Detroit,America/Chicago}', '906'),
  ('MN', '{America/Chicago}', '218 320 507 612 651 763 924 952'),
  ('MS', '{America/Chicago}', '228 471 601 662 769'),
  ('MO', '{America/Chicago}', '235 314 417 557 573 636 660 816 975'),
  ('MT', '{America/Denver}', '406'),
  ('NE', '{America/Chicago}', '402 531'),
  ('NE', '{America/Chicago,America/Denver}', '308'),
  ('NV', '{America/Los_Angeles}', '702 725'),
  ('NV', '{America/Los_Angeles,America/Denver}', '775'),
  ('NH', '{America/New_York}', '603'),
  ('NJ', '{America/New_York}', '201 551 609 640 732 848 856 862 908 973'),
  ('NM', '{America/Denver}', '505 575'),
  ('NY', '{America/New_York}', '212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934'),
  ('NC', '{America/New_York}', '252 336 472 704 743 828 910 919 980 984'),
  ('ND', '{America/Chicago,America/Denver}', '701'),
  ('OH', '{America/New_York}', '216 220 234 283 326 330 380 419 436 440 513 567 614 740 937'),
  ('OK', '{America/Chicago}', '405 539 572 580 918'),
  ('OR', '{America/Los_Angeles}', '503 971'),
  ('OR', '{America/Los_Angeles,America/Boise}', '458 541'),
  ('PA', '{America/New_York}', '215 223 267 272 412 445 484 570 582 610 717 724 814 835 878'),
  ('RI', '{America/New_York}', '401'),
  ('SC', '{America/New_York}', '803 821 839 843 854 864'),
  ('SD', '{America/Chicago,America/Denver}', '605'),
  ('TN', '{America/Chicago}', '615 629 731 901'),
  ('TN', '{America/New_York}', '865'),
  ('TN', '{America/New_York,America/Chicago}', '423 931'),
  ('TX', '{America/Chicago}',
    '210 214 254 281 325 346 361 409 430 469 512 621 682 713 726 737 806 817 830 832 903 936 '
    '940 945 956 972 979'),
  ('TX', '{America/Denver}', '915'),
  ('TX', '{America/Chicago,America/Denver}', '432'),
  ('UT', '{America/Denver}', '385 435 801'),
  ('VT', '{America/New_York}', '802'),
  ('VA', '{America/New_York}', '276 434 540 571 686 703 757 804 826 948'),
  ('WA', '{America/Los_Angeles}', '206 253 360 425 509 564'),
  ('WV', '{America/New_York}', '304 681'),
  ('WI', '{America/Chicago}', '262 274 353 414 534 608 715 920'),
  ('WY', '{America/Denver}', '307'),
  ('PR', '{America/Puerto_Rico}', '787 939'),
  ('VI', '{America/Puerto_Rico}', '340'),
  ('GU', '{Pacific/Guam}', '671'),
  ('MP', '{Pacific/Guam}', '670'),
  ('AS', '{Pacific/Pago_Pago}', '684')
) as a (region, timezones, codes), string_to_table(a.codes, ' ') as c (code);

insert into private.calling_areas (kind, first_prefix, last_prefix, region, timezones)
select 'zip', a.first_prefix, a.last_prefix, a.region, a.timezones::text[]
from (values
  ('005', '005', 'NY', '{America/New_York}'), ('006', '007', 'PR', '{America/Puerto_Rico}'),
  ('008', '008', 'VI', '{America/Puerto_Rico}'), ('009', '009', 'PR', '{America/Puerto_Rico}'),
  ('010', '027', 'MA', '{America/New_York}'), ('028', '029', 'RI', '{America/New_York}'),
  ('030', '038', 'NH', '{America/New_York}'), ('039', '049', 'ME', '{America/New_York}'),
  ('050', '054', 'VT', '{America/New_York}'), ('055', '055', 'MA', '{America/New_York}'),
  ('056', '059', 'VT', '{America/New_York}'), ('060', '069', 'CT', '{America/New_York}'),
  ('070', '089', 'NJ', '{America/New_York}'), ('100', '149', 'NY', '{America/New_York}'),
  ('150', '196', 'PA', '{America/New_York}'), ('197', '199', 'DE', '{America/New_York}'),
  ('200', '200', 'DC', '{America/New_York}'), ('201', '201', 'VA', '{America/New_York}'),
  ('202', '205', 'DC', '{America/New_York}'), ('206', '219', 'MD', '{America/New_York}'),
  ('220', '246', 'VA', '{America/New_York}'), ('247', '268', 'WV', '{America/New_York}'),
  ('270', '289', 'NC', '{America/New_York}'), ('290', '299', 'SC', '{America/New_York}'),
  ('300', '319', 'GA', '{America/New_York}'), ('320', '323', 'FL', '{America/New_York}'),
  ('324', '325', 'FL', '{America/New_York,America/Chicago}'), ('326', '349', 'FL', '{America/New_York}'),
  ('350', '369', 'AL', '{America/Chicago}'), ('370', '372', 'TN', '{America/Chicago}'),
  ('373', '374', 'TN', '{America/New_York}'), ('376', '379', 'TN', '{America/New_York}'),
  ('380', '385', 'TN', '{America/Chicago}'), ('386', '397', 'MS', '{America/Chicago}'),
  ('398', '399', 'GA', '{America/New_York}'), ('400', '418', 'KY', '{America/New_York}'),
  ('420', '424', 'KY', '{America/Chicago}'), ('425', '427', 'KY', '{America/New_York,America/Chicago}'),
  ('430', '459', 'OH', '{America/New_York}'), ('460', '462', 'IN', '{America/Indiana/Indianapolis}'),
  ('463', '464', 'IN', '{America/Chicago}'),
  ('465', '466', 'IN', '{America/Indiana/Indianapolis,America/Chicago}'),
  ('467', '474', 'IN', '{America/Indiana/Indianapolis}'),
  ('475', '477', 'IN', '{America/Indiana/Indianapolis,America/Chicago}'),
  ('478', '478', 'IN', '{America/Indiana/Indianapolis}'),
  ('479', '479', 'IN', '{America/Indiana/Indianapolis,America/Chicago}'),
  ('480', '497', 'MI', '{America/Detroit}'), ('498', '499', 'MI', '{America/Detroit,America/Chicago}'),
  ('500', '528', 'IA', '{America/Chicago}'), ('530', '549', 'WI', '{America/Chicago}'),
  ('550', '567', 'MN', '{America/Chicago}'), ('570', '574', 'SD', '{America/Chicago}'),
  ('575', '577', 'SD', '{America/Chicago,America/Denver}'), ('580', '585', 'ND', '{America/Chicago}'),
  ('586', '586', 'ND', '{America/Chicago,America/Denver}'), ('587', '588', 'ND', '{America/Chicago}'),
  ('590', '599', 'MT', '{America/Denver}'), ('600', '629', 'IL', '{America/Chicago}'),
  ('630', '658', 'MO', '{America/Chicago}'), ('660', '677', 'KS', '{America/Chicago}'),
  ('678', '679', 'KS', '{America/Chicago,America/Denver}'), ('680', '689', 'NE', '{America/Chicago}'),
  ('690', '693', 'NE', '{America/Chicago,America/Denver}'), ('700', '714', 'LA', '{America/Chicago}'),
  ('716', '729', 'AR', '{America/Chicago}'), ('730', '732', 'OK', '{America/Chicago}'),
  ('733', '733', 'TX', '{America/Chicago}'), ('734', '749', 'OK', '{America/Chicago}'),
  ('750', '797', 'TX', '{America/Chicago}'), ('798', '799', 'TX', '{America/Denver}'),
  ('800', '816', 'CO', '{America/Denver}'), ('820', '831', 'WY', '{America/Denver}'),
  ('832', '834', 'ID', '{America/Boise}'), ('835', '835', 'ID', '{America/Los_Angeles,America/Boise}'),
  ('836', '837', 'ID', '{America/Boise}'), ('838', '838', 'ID', '{America/Los_Angeles}'),
  ('840', '847', 'UT', '{America/Denver}'), ('850', '859', 'AZ', '{America/Phoenix}'),
  ('860', '860', 'AZ', '{America/Phoenix,America/Denver}'), ('863', '864', 'AZ', '{America/Phoenix}'),
  ('865', '865', 'AZ', '{America/Phoenix,America/Denver}'), ('870', '884', 'NM', '{America/Denver}'),
  ('885', '885', 'TX', '{America/Denver}'), ('889', '897', 'NV', '{America/Los_Angeles}'),
  ('898', '898', 'NV', '{America/Los_Angeles,America/Denver}'), ('900', '961', 'CA', '{America/Los_Angeles}'),
  ('967', '968', 'HI', '{Pacific/Honolulu}'), ('969', '969', 'GU', '{Pacific/Guam}'),
  ('970', '978', 'OR', '{America/Los_Angeles}'), ('979', '979', 'OR', '{America/Los_Angeles,America/Boise}'),
  ('980', '994', 'WA', '{America/Los_Angeles}'), ('995', '996', 'AK', '{America/Anchorage,America/Adak}'),
  ('997', '999', 'AK', '{America/Anchorage}')
) as a (first_prefix, last_prefix, region, timezones);
