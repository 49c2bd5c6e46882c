-- Demo data: two dealerships, Oak and Pine, with a person for each role, inventory, knowledge and live conversations.
-- Safe to run twice. The password is for demonstrations only. Exempt from the line limit: it is data.

insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
  raw_app_meta_data, raw_user_meta_data, created_at, updated_at, confirmation_token, recovery_token,
  email_change, email_change_token_new)
select '00000000-0000-0000-0000-000000000000', p.id::uuid, 'authenticated', 'authenticated', p.email,
  extensions.crypt('rylie-demo', extensions.gen_salt('bf', 6)), now(),
  '{"provider": "email", "providers": ["email"]}', jsonb_build_object('full_name', p.full_name), now(), now(),
  '', '', '', ''
from (values
  ('0a000000-0000-4000-8000-0000000000a1', 'admin@oak.example', 'Jordan Tate'),
  ('0a000000-0000-4000-8000-0000000000a2', 'manager@oak.example', 'Dana Novak'),
  ('0a000000-0000-4000-8000-0000000000a3', 'sales@oak.example', 'Sam Rivera'),
  ('0a000000-0000-4000-8000-0000000000a4', 'api@oak.example', 'Oak DMS'),
  ('0b000000-0000-4000-8000-0000000000a1', 'admin@pine.example', 'Robin Hale'),
  ('0b000000-0000-4000-8000-0000000000a2', 'manager@pine.example', 'Casey Lund'),
  ('0b000000-0000-4000-8000-0000000000a3', 'sales@pine.example', 'Alex Moreno'),
  ('0b000000-0000-4000-8000-0000000000a4', 'api@pine.example', 'Pine DMS'),
  ('0c000000-0000-4000-8000-0000000000a1', 'super@rylie.example', 'Platform Operator'),
  ('0c000000-0000-4000-8000-0000000000a2', 'group@rylie.example', 'Morgan Ellis')
) as p (id, email, full_name)
on conflict (id) do nothing;

insert into auth.identities (id, user_id, provider_id, provider, identity_data, last_sign_in_at, created_at, updated_at)
select gen_random_uuid(), u.id, u.id::text, 'email',
  jsonb_build_object('sub', u.id::text, 'email', u.email, 'email_verified', true), now(), now(), now()
from auth.users as u
where u.email like '%@%.example'
  and not exists (select from auth.identities as i where i.user_id = u.id);

insert into private.platform_admins (user_id) values ('0c000000-0000-4000-8000-0000000000a1')
on conflict do nothing;

insert into public.dealerships (id, name, subdomain, contact_email, contact_phone, primary_color,
  secondary_color, timezone, address_line, city, region, postal_code)
values
  ('0a000000-0000-4000-8000-000000000001', 'Oak Ridge Toyota', 'oak', 'hello@oak.example', '+15550100100',
    '#17352b', '#c8e63c', 'America/New_York', '1200 Oak Ridge Road', 'Albany', 'NY', '12203'),
  ('0b000000-0000-4000-8000-000000000001', 'Pine Creek Ford', 'pine', 'hello@pine.example', '+15550100200',
    '#123a63', '#f4a11d', 'America/Denver', '88 Pine Creek Parkway', 'Boulder', 'CO', '80301')
on conflict do nothing;

insert into public.memberships (dealership_id, user_id, role)
values
  ('0a000000-0000-4000-8000-000000000001', '0a000000-0000-4000-8000-0000000000a1', 'dealership_admin'),
  ('0a000000-0000-4000-8000-000000000001', '0a000000-0000-4000-8000-0000000000a2', 'manager'),
  ('0a000000-0000-4000-8000-000000000001', '0a000000-0000-4000-8000-0000000000a3', 'user'),
  ('0a000000-0000-4000-8000-000000000001', '0a000000-0000-4000-8000-0000000000a4', 'api'),
  ('0b000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-0000000000a1', 'dealership_admin'),
  ('0b000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-0000000000a2', 'manager'),
  ('0b000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-0000000000a3', 'user'),
  ('0b000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-0000000000a4', 'api'),
  ('0a000000-0000-4000-8000-000000000001', '0c000000-0000-4000-8000-0000000000a2', 'manager'),
  ('0b000000-0000-4000-8000-000000000001', '0c000000-0000-4000-8000-0000000000a2', 'manager')
on conflict do nothing;

insert into public.business_hours (dealership_id, department, weekday, opens_at, closes_at)
select '0a000000-0000-4000-8000-000000000001'::uuid, h.department, d, h.opens_at::time, h.closes_at::time
from (values ('sales', 1, 4, '09:00', '20:00'), ('sales', 5, 5, '09:00', '18:00'), ('sales', 6, 6, '09:00', '17:00'),
  ('sales', 0, 0, '11:00', '16:00'), ('service', 1, 5, '07:30', '18:00'), ('service', 6, 6, '08:00', '14:00'))
  as h (department, first_day, last_day, opens_at, closes_at), generate_series(h.first_day, h.last_day) as d
union all
select '0b000000-0000-4000-8000-000000000001'::uuid, h.department, d, h.opens_at::time, h.closes_at::time
from (values ('sales', 1, 5, '08:30', '19:00'), ('sales', 6, 6, '09:00', '18:00'),
  ('service', 1, 5, '07:00', '17:30')) as h (department, first_day, last_day, opens_at, closes_at),
  generate_series(h.first_day, h.last_day) as d
on conflict do nothing;

insert into public.business_holidays (dealership_id, on_date, name, opens_at, closes_at)
select d.id, h.on_date::date, h.name, h.opens_at::time, h.closes_at::time
from public.dealerships as d, (values
  ('2026-11-26', 'Thanksgiving', null, null), ('2026-12-24', 'Christmas Eve', '09:00', '15:00'),
  ('2026-12-25', 'Christmas Day', null, null), ('2027-01-01', 'New Year''s Day', null, null),
  ('2027-07-04', 'Independence Day', null, null)) as h (on_date, name, opens_at, closes_at)
where d.id in ('0a000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-000000000001')
on conflict do nothing;

insert into public.phone_numbers (id, dealership_id, e164, label)
values
  ('0a000000-0000-4000-8000-0000000000f1', '0a000000-0000-4000-8000-000000000001', '+15550100100', 'Sales'),
  ('0b000000-0000-4000-8000-0000000000f1', '0b000000-0000-4000-8000-000000000001', '+15550100200', 'Sales')
on conflict do nothing;

insert into public.mailboxes (dealership_id, address)
values
  ('0a000000-0000-4000-8000-000000000001', 'hello@oak.example'),
  ('0b000000-0000-4000-8000-000000000001', 'hello@pine.example')
on conflict do nothing;

insert into public.personas (id, dealership_id, name, description, is_default, prompt_template,
  personality_traits, response_style, escalation_triggers)
values
  ('0a000000-0000-4000-8000-0000000000e1', '0a000000-0000-4000-8000-000000000001', 'Rylie',
    'Calm, brief, knows the lot', true,
    'You are {{persona_name}}, the AI assistant of {{dealership_name}}. Answer in plain, short sentences. State only '
    'facts from the tools. Ask one question that moves the shopper forward.',
    '{"tone": "calm", "warmth": "medium"}', '{"max_chars": 320}', '{"asks_for_person": true}'),
  ('0b000000-0000-4000-8000-0000000000e1', '0b000000-0000-4000-8000-000000000001', 'Parker',
    'Friendly and direct, talks trucks', true,
    'You are {{persona_name}}, the AI assistant of {{dealership_name}}. Be friendly and direct. State only facts from '
    'the tools. Ask one question that moves the shopper forward.',
    '{"tone": "friendly", "warmth": "high"}', '{"max_chars": 320}', '{"asks_for_person": true}')
on conflict do nothing;

insert into public.knowledge_entries (dealership_id, title, question_phrases, answer, source, category, tags)
select k.dealership_id::uuid, k.title, k.phrases::text[], k.answer, 'staff', k.category, k.tags::text[]
from (values
  ('0a000000-0000-4000-8000-000000000001', 'Test drives', '{"can I test drive","do I need an appointment for a test drive","test drive without license"}', 'You can test drive any car on the lot with a valid driver''s license. It takes about 20 minutes, and booking ahead means the car is ready when you arrive.', 'sales', '{"test drive","appointment"}'),
  ('0a000000-0000-4000-8000-000000000001', 'Trade-in appraisal', '{"do you take trade ins","what do I bring for a trade in","can you appraise my car"}', 'We appraise trade-ins on site in about 30 minutes, at no charge. Bring the title or payoff details and both keys.', 'trade', '{"trade","appraisal"}'),
  ('0a000000-0000-4000-8000-000000000001', 'Return policy', '{"can I return the car","return policy","money back guarantee"}', 'Used cars can be returned within 3 days or 150 miles, whichever comes first, in the same condition.', 'policy', '{"return","guarantee"}'),
  ('0a000000-0000-4000-8000-000000000001', 'Warranty on certified cars', '{"what does certified mean","is there a warranty","CPO warranty"}', 'Toyota Certified cars pass a 160-point inspection and carry a 12-month or 12,000-mile comprehensive warranty.', 'policy', '{"warranty","certified"}'),
  ('0a000000-0000-4000-8000-000000000001', 'Delivery', '{"do you deliver","can you bring the car to me","home delivery"}', 'We deliver within 50 miles of Albany at no charge; farther away the team gives you a quote.', 'sales', '{"delivery","shipping"}'),
  ('0a000000-0000-4000-8000-000000000001', 'Documentation fee', '{"doc fee","what fees do you charge","dealer fees"}', 'Our documentation fee is $175, as capped by New York State. Taxes and registration depend on your county.', 'price', '{"fees"}'),
  ('0a000000-0000-4000-8000-000000000001', 'Shuttle and loaners', '{"do you have a shuttle","loaner car during service","ride while my car is serviced"}', 'Service customers get a free shuttle within 10 miles. Loaner cars are available for repairs over 4 hours when booked ahead.', 'service', '{"shuttle","loaner"}'),
  ('0a000000-0000-4000-8000-000000000001', 'Languages', '{"do you speak spanish","habla espanol"}', 'Several colleagues speak Spanish, in sales and in service.', 'sales', '{"spanish","language"}'),
  ('0a000000-0000-4000-8000-000000000001', 'Pets', '{"can I bring my dog","are dogs allowed","pets in the showroom"}', 'Dogs on a leash are welcome in the showroom.', 'visit', '{"dog","pet"}'),
  ('0b000000-0000-4000-8000-000000000001', 'Test drives', '{"can I test drive","do I need an appointment for a test drive"}', 'Test drives run about half an hour and include a stretch of highway. Bring a valid driver''s license.', 'sales', '{"test drive","appointment"}'),
  ('0b000000-0000-4000-8000-000000000001', 'Trade-in appraisal', '{"do you take trade ins","can you appraise my truck"}', 'We buy and trade cars and trucks of any brand. An appraisal takes about 25 minutes; bring the title and both keys.', 'trade', '{"trade","appraisal"}'),
  ('0b000000-0000-4000-8000-000000000001', 'Towing advice', '{"how much can it tow","towing capacity","can it pull my trailer"}', 'Towing depends on engine, axle and hitch. Tell us the trailer''s loaded weight and a truck specialist checks the exact unit for you.', 'sales', '{"tow","trailer"}'),
  ('0b000000-0000-4000-8000-000000000001', 'Ski and bike racks', '{"do you install roof racks","ski rack","bike rack"}', 'Our parts desk fits Thule and Yakima racks while you wait, usually within an hour.', 'parts', '{"rack","ski"}'),
  ('0b000000-0000-4000-8000-000000000001', 'Fleet and work trucks', '{"do you sell to businesses","fleet discount","work trucks"}', 'We have a commercial desk for fleets of one to one hundred, with upfits by local shops.', 'sales', '{"fleet","business"}'),
  ('0b000000-0000-4000-8000-000000000001', 'Delivery', '{"do you deliver","home delivery"}', 'We deliver anywhere on the Front Range at no charge.', 'sales', '{"delivery"}'),
  ('0b000000-0000-4000-8000-000000000001', 'EV charging on site', '{"can I charge my ev there","do you have chargers"}', 'Two fast chargers stand beside the service entrance; charging is free while you visit.', 'visit', '{"ev","charging"}')
) as k (dealership_id, title, phrases, answer, category, tags)
where not exists (select from public.knowledge_entries as e
  where e.dealership_id = k.dealership_id::uuid and e.title = k.title);

-- Inventory of Oak.
insert into public.vehicles (dealership_id, vin, stock_number, make, model, year, trim, body_style, ext_color,
  int_color, mileage, engine, transmission, drivetrain, fuel_type, fuel_economy, msrp_cents, price_cents,
  condition, certified, status, features, sold_at, created_at)
select '0a000000-0000-4000-8000-000000000001', v.*, case v.status when 'sold' then now() - interval '6 days' end,
  now() - (8 + ('x' || right(md5(v.stock_number), 2))::bit(8)::integer % 90) * interval '1 day'
from (values
  ('2T3HRJZM0RP204417', 'T4417', 'Toyota', 'RAV4 Hybrid', 2024, 'XLE', 'SUV', 'Blueprint', 'Black cloth', 12904, '2.5L hybrid 4-cyl', 'eCVT', 'AWD', 'hybrid', 39, null, 3148000, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","leather seats","tow package","adaptive cruise control","heated steering wheel","sunroof","remote start","roof rails"}'::text[]),
  ('2T34319X1TK248120', 'T4120', 'Toyota', 'RAV4 Hybrid', 2026, 'XLE', 'SUV', 'Wind Chill Pearl', 'Ash SofTex', 12, '2.5L hybrid 4-cyl', 'eCVT', 'AWD', 'hybrid', 39, 3520000, 3470000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","roof rails","leather seats","ventilated seats","tow package","lane keep assist","heated front seats","adaptive cruise control"}'),
  ('2T3A0UX07TU568131', 'T4131', 'Toyota', 'RAV4 Hybrid', 2026, 'XSE', 'SUV', 'Midnight Black Metallic', 'Macadamia leather', 31, '2.5L hybrid 4-cyl', 'eCVT', 'AWD', 'hybrid', 39, 3910000, 3910000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","premium audio","ventilated seats","adaptive cruise control","heated steering wheel","leather seats","lane keep assist","remote start"}'),
  ('2T3KS2XA1TS287143', 'T4143', 'Toyota', 'RAV4 Hybrid', 2026, 'Limited', 'SUV', 'Magnetic Gray Metallic', 'Black leather', 9, '2.5L hybrid 4-cyl', 'eCVT', 'AWD', 'hybrid', 39, 4180000, 4105000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","power liftgate","lane keep assist","heated front seats","360-degree camera","tow package","leather seats"}'),
  ('2T3WE5BU2TH425166', 'T4166', 'Toyota', 'RAV4 Hybrid', 2026, 'SE', 'SUV', 'Cavalry Blue', 'Black cloth', 28, '2.5L hybrid 4-cyl', 'eCVT', 'AWD', 'hybrid', 39, 3640000, 3640000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","adaptive cruise control","heated steering wheel","blind spot monitor","ventilated seats"}'),
  ('2T3LPN25XNF476175', 'T4175', 'Toyota', 'RAV4 Hybrid', 2022, 'LE', 'SUV', 'Ice Cap', 'Ash SofTex', 52168, '2.5L hybrid 4-cyl', 'eCVT', 'AWD', 'hybrid', 39, null, 2194500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","power liftgate","navigation","heated steering wheel"}'),
  ('2T3RPZMC6MR615194', 'T4194', 'Toyota', 'RAV4 Hybrid', 2021, 'XSE', 'SUV', 'Ruby Flare Pearl', 'Black leather', 59786, '2.5L hybrid 4-cyl', 'eCVT', 'AWD', 'hybrid', 39, null, 2361500, 'used', true, 'sold', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","tow package","premium audio","ventilated seats","adaptive cruise control","sunroof"}'),
  ('JTMGA2FL7PT562222', 'T4222', 'Toyota', 'RAV4', 2023, 'XLE', 'SUV', 'Lunar Rock', 'Black leather', 37360, '2.5L 4-cyl', '8-speed automatic', 'AWD', 'gas', 30, null, 2300500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","sunroof","heated steering wheel","heated front seats","360-degree camera","lane keep assist","tow package"}'),
  ('JTM9M7JS3NG175250', 'T4250', 'Toyota', 'RAV4', 2022, 'LE', 'SUV', 'Celestial Silver Metallic', 'Gray cloth', 49036, '2.5L 4-cyl', '8-speed automatic', 'AWD', 'gas', 30, null, 1993500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","heated steering wheel","navigation","power liftgate","360-degree camera"}'),
  ('JTM52KXB8MV724272', 'T4272', 'Toyota', 'RAV4', 2021, 'Adventure', 'SUV', 'Blueprint', 'Gray cloth', 50634, '2.5L 4-cyl', '8-speed automatic', 'AWD', 'gas', 30, null, 2173000, 'used', true, 'sold', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","leather seats","power liftgate","heated steering wheel"}'),
  ('JTMWY2U37LE636277', 'T4277', 'Toyota', 'RAV4', 2020, 'XLE', 'SUV', 'Barcelona Red Metallic', 'Black ActiveX', 80072, '2.5L 4-cyl', '8-speed automatic', 'AWD', 'gas', 30, null, 1759000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","heated front seats","leather seats","roof rails","360-degree camera","wireless charging"}'),
  ('JTMB11EU5KF159281', 'T4281', 'Toyota', 'RAV4', 2019, 'LE', 'SUV', 'Magnetic Gray Metallic', 'Black leather', 89251, '2.5L 4-cyl', '8-speed automatic', 'AWD', 'gas', 30, null, 1527500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","premium audio","power liftgate","adaptive cruise control","roof rails"}'),
  ('JTMMBDVY3RF499307', 'T4307', 'Toyota', 'RAV4', 2024, 'TRD Off-Road', 'SUV', 'Army Green', 'Ash SofTex', 24220, '2.5L 4-cyl', '8-speed automatic', 'AWD', 'gas', 30, null, 3083000, 'used', false, 'pending', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated front seats","lane keep assist","power liftgate","roof rails"}'),
  ('4T11Z0EFXTL528313', 'T4313', 'Toyota', 'Camry', 2026, 'LE', 'Sedan', 'Celestial Silver Metallic', 'Gray cloth', 29, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 48, 2980000, 2980000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","360-degree camera","wireless charging","premium audio"}'),
  ('4T1KFDCH2TU149342', 'T4342', 'Toyota', 'Camry', 2026, 'SE', 'Sedan', 'Barcelona Red Metallic', 'Black cloth', 10, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 48, 3210000, 3135000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","sunroof","premium audio","leather seats","lane keep assist"}'),
  ('4T1MTXY61TB869365', 'T4365', 'Toyota', 'Camry', 2026, 'XSE', 'Sedan', 'Barcelona Red Metallic', 'Black cloth', 18, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 48, 3690000, 3590000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","wireless charging","leather seats","heated steering wheel","remote start","sunroof","adaptive cruise control"}'),
  ('4T1JYP114SX471393', 'T4393', 'Toyota', 'Camry', 2025, 'XLE', 'Sedan', 'Celestial Silver Metallic', 'Black cloth', 15113, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 48, null, 3010000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","premium audio","sunroof","remote start","lane keep assist","ventilated seats","leather seats"}'),
  ('4T115DSG2PZ110413', 'T4413', 'Toyota', 'Camry', 2023, 'SE', 'Sedan', 'Wind Chill Pearl', 'Black ActiveX', 39047, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 48, null, 2296500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","lane keep assist","leather seats"}'),
  ('4T1RGGHH9MZ261436', 'T4436', 'Toyota', 'Camry', 2021, 'LE', 'Sedan', 'Lunar Rock', 'Macadamia leather', 48510, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 48, null, 1824500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","ventilated seats","lane keep assist","remote start","heated front seats"}'),
  ('4T1RVA8E9KN668461', 'T4461', 'Toyota', 'Camry', 2019, 'XSE', 'Sedan', 'Ruby Flare Pearl', 'Ash SofTex', 80911, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 48, null, 1879500, 'used', false, 'sold', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","ventilated seats","sunroof","remote start","adaptive cruise control","360-degree camera"}'),
  ('5YFWW25V7TA389483', 'T4483', 'Toyota', 'Corolla', 2026, 'LE', 'Sedan', 'Wind Chill Pearl', 'Ash SofTex', 4, '2.0L 4-cyl', 'CVT', 'FWD', 'gas', 35, 2340000, 2290000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated front seats","sunroof","adaptive cruise control","lane keep assist","remote start"}'),
  ('5YFJPNS49TC619503', 'T4503', 'Toyota', 'Corolla', 2026, 'SE', 'Sedan', 'Army Green', 'Black ActiveX', 7, '2.0L 4-cyl', 'CVT', 'FWD', 'gas', 35, 2580000, 2580000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","sunroof","ventilated seats","360-degree camera"}'),
  ('5YFYH5HC2RN665519', 'T4519', 'Toyota', 'Corolla', 2024, 'SE', 'Sedan', 'Magnetic Gray Metallic', 'Black leather', 23516, '2.0L 4-cyl', 'CVT', 'FWD', 'gas', 35, null, 2021000, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","360-degree camera","sunroof","wireless charging","heated steering wheel"}'),
  ('5YFLH52F2NR798524', 'T4524', 'Toyota', 'Corolla', 2022, 'LE', 'Sedan', 'Midnight Black Metallic', 'Gray cloth', 44402, '2.0L 4-cyl', 'CVT', 'FWD', 'gas', 35, null, 1547500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","wireless charging","heated steering wheel","360-degree camera","remote start"}'),
  ('5YFLXPBG0LL799534', 'T4534', 'Toyota', 'Corolla', 2020, 'XSE', 'Sedan', 'Cavalry Blue', 'Gray cloth', 82329, '2.0L 4-cyl', 'CVT', 'FWD', 'gas', 35, null, 1552000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","ventilated seats","adaptive cruise control","lane keep assist","sunroof","360-degree camera","blind spot monitor","heated steering wheel"}'),
  ('5TDS4NX6XTV618544', 'T4544', 'Toyota', 'Highlander', 2026, 'XLE', 'SUV', 'Army Green', 'Black leather', 6, '2.4L turbo 4-cyl', '8-speed automatic', 'AWD', 'gas', 24, 4450000, 4375000, 'new', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","ventilated seats","heated steering wheel","remote start","third-row seating","tow package","adaptive cruise control"}'),
  ('5TDTLW799TY142552', 'T4552', 'Toyota', 'Highlander', 2026, 'Limited', 'SUV', 'Cavalry Blue', 'Black cloth', 26, '2.4L turbo 4-cyl', '8-speed automatic', 'AWD', 'gas', 24, 4990000, 4915000, 'new', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","360-degree camera","adaptive cruise control","heated steering wheel","leather seats","wireless charging","navigation","power liftgate","third-row seating"}'),
  ('5TDSK2R41PT235559', 'T4559', 'Toyota', 'Highlander', 2023, 'XLE', 'SUV', 'Magnetic Gray Metallic', 'Gray cloth', 34857, '2.4L turbo 4-cyl', '8-speed automatic', 'AWD', 'gas', 24, null, 3199000, 'used', true, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","tow package","remote start","roof rails","ventilated seats","third-row seating"}'),
  ('5TDAA8HA3MG598572', 'T4572', 'Toyota', 'Highlander', 2021, 'LE', 'SUV', 'Ruby Flare Pearl', 'Black leather', 56200, '2.4L turbo 4-cyl', '8-speed automatic', 'AWD', 'gas', 24, null, 2499500, 'used', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","roof rails","wireless charging","360-degree camera","power liftgate","third-row seating"}'),
  ('5TDJCPFA4KJ323588', 'T4588', 'Toyota', 'Highlander', 2019, 'Limited', 'SUV', 'Midnight Black Metallic', 'Black ActiveX', 80338, '2.4L turbo 4-cyl', '8-speed automatic', 'AWD', 'gas', 24, null, 2542500, 'used', false, 'pending', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","premium audio","navigation","360-degree camera","adaptive cruise control","remote start","leather seats","heated steering wheel","third-row seating"}'),
  ('3TMWT75L5TV714599', 'T4599', 'Toyota', 'Tacoma', 2026, 'TRD Sport', 'Truck', 'Ice Cap', 'Macadamia leather', 27, '2.4L turbo 4-cyl', '8-speed automatic', '4WD', 'gas', 22, 4210000, 4110000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated front seats","ventilated seats","navigation"}'),
  ('3TMK80N27TC446603', 'T4603', 'Toyota', 'Tacoma', 2026, 'TRD Off-Road', 'Truck', 'Lunar Rock', 'Gray cloth', 23, '2.4L turbo 4-cyl', '8-speed automatic', '4WD', 'gas', 22, 4470000, 4470000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","ventilated seats","remote start","blind spot monitor","lane keep assist"}'),
  ('3TMBEDLG3NE134624', 'T4624', 'Toyota', 'Tacoma', 2022, 'SR5', 'Truck', 'Blueprint', 'Black leather', 38460, '2.4L turbo 4-cyl', '8-speed automatic', '4WD', 'gas', 22, null, 2590500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","premium audio","heated front seats","wireless charging","ventilated seats"}'),
  ('3TMKY2KF9LF561639', 'T4639', 'Toyota', 'Tacoma', 2020, 'TRD Off-Road', 'Truck', 'Barcelona Red Metallic', 'Macadamia leather', 63606, '2.4L turbo 4-cyl', '8-speed automatic', '4WD', 'gas', 22, null, 2498500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","adaptive cruise control","lane keep assist","leather seats"}'),
  ('5TFNSAT12TZ894660', 'T4660', 'Toyota', 'Tundra', 2026, 'SR5', 'Truck', 'Celestial Silver Metallic', 'Ash SofTex', 37, '3.4L twin-turbo V6', '10-speed automatic', '4WD', 'gas', 20, 5180000, 5055000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated steering wheel","leather seats","wireless charging","lane keep assist","heated front seats"}'),
  ('5TF8BKYZ3TP530678', 'T4678', 'Toyota', 'Tundra', 2026, 'Limited', 'Truck', 'Celestial Silver Metallic', 'Ash SofTex', 4, '3.4L twin-turbo V6', '10-speed automatic', '4WD', 'gas', 20, 5990000, null, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","ventilated seats","premium audio","sunroof","navigation","adaptive cruise control","remote start","heated front seats"}'),
  ('5TF1FSB16NX652690', 'T4690', 'Toyota', 'Tundra', 2022, 'SR5', 'Truck', 'Barcelona Red Metallic', 'Macadamia leather', 40791, '3.4L twin-turbo V6', '10-speed automatic', '4WD', 'gas', 20, null, 3440500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","adaptive cruise control","leather seats","remote start"}'),
  ('5TDP901A1TP542708', 'T4708', 'Toyota', 'Sienna', 2026, 'XLE', 'Minivan', 'Army Green', 'Black ActiveX', 14, '2.5L hybrid 4-cyl', 'eCVT', 'AWD', 'hybrid', 35, 4590000, 4590000, 'new', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","adaptive cruise control","lane keep assist","remote start","leather seats","heated steering wheel","third-row seating"}'),
  ('5TDZRLXK9PB737727', 'T4727', 'Toyota', 'Sienna', 2023, 'LE', 'Minivan', 'Midnight Black Metallic', 'Ash SofTex', 29938, '2.5L hybrid 4-cyl', 'eCVT', 'AWD', 'hybrid', 35, null, 2971500, 'used', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","roof rails","premium audio","adaptive cruise control","leather seats","ventilated seats","third-row seating"}'),
  ('5TDFMRNWXMJ471744', 'T4744', 'Toyota', 'Sienna', 2021, 'Limited', 'Minivan', 'Magnetic Gray Metallic', 'Black cloth', 60997, '2.5L hybrid 4-cyl', 'eCVT', 'AWD', 'hybrid', 35, null, 3201500, 'used', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","adaptive cruise control","lane keep assist","roof rails","leather seats","wireless charging","remote start","sunroof","third-row seating"}'),
  ('JTDT7D2A5TN121751', 'T4751', 'Toyota', 'Prius', 2026, 'LE', 'Hatchback', 'Ruby Flare Pearl', 'Gray cloth', 17, '2.0L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 56, 2950000, 2900000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","remote start","360-degree camera","navigation"}'),
  ('JTD65EN97SR619760', 'T4760', 'Toyota', 'Prius', 2025, 'XLE', 'Hatchback', 'Ruby Flare Pearl', 'Ash SofTex', 16161, '2.0L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 56, null, 2811500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","adaptive cruise control","ventilated seats","sunroof","navigation","power liftgate"}'),
  ('JTDHPA7H4PB340766', 'T4766', 'Toyota', 'Prius', 2023, 'LE', 'Hatchback', 'Barcelona Red Metallic', 'Ash SofTex', 32583, '2.0L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 56, null, 2126500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated front seats","ventilated seats","power liftgate","lane keep assist"}'),
  ('JTEUZ0VE0PF639784', 'T4784', 'Toyota', '4Runner', 2023, 'TRD Off-Road', 'SUV', 'Blueprint', 'Black cloth', 31399, '4.0L V6', '5-speed automatic', '4WD', 'gas', 17, null, 3413500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","tow package","power liftgate","leather seats","360-degree camera","remote start"}'),
  ('JTEFW0CXXLL248787', 'T4787', 'Toyota', '4Runner', 2020, 'SR5', 'SUV', 'Lunar Rock', 'Macadamia leather', 64192, '4.0L V6', '5-speed automatic', '4WD', 'gas', 17, null, 2397500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","heated front seats","leather seats","blind spot monitor","roof rails"}'),
  ('7FADW5WW6PC484812', 'T4812', 'Honda', 'CR-V', 2023, 'EX-L', 'SUV', 'Forest Green', 'Ash SofTex', 34050, '1.5L turbo 4-cyl', 'CVT', 'AWD', 'gas', 29, null, 2634000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","tow package","premium audio","roof rails","ventilated seats","navigation","lane keep assist"}'),
  ('7FA7RPER2MH548841', 'T4841', 'Honda', 'CR-V', 2021, 'EX', 'SUV', 'Forest Green', 'Gray cloth', 70653, '1.5L turbo 4-cyl', 'CVT', 'AWD', 'gas', 29, null, 2021000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","power liftgate","blind spot monitor","adaptive cruise control"}'),
  ('7FAPR9JRXKS590854', 'T4854', 'Honda', 'CR-V', 2019, 'EX', 'SUV', 'Lunar Silver Metallic', 'Gray cloth', 73455, '1.5L turbo 4-cyl', 'CVT', 'AWD', 'gas', 29, null, 1742500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","lane keep assist","power liftgate","sunroof"}'),
  ('2HG44XZEXNN588864', 'T4864', 'Honda', 'Civic', 2022, 'Sport', 'Sedan', 'Deep Blue Pearl', 'Gray cloth', 43349, '2.0L 4-cyl', 'CVT', 'FWD', 'gas', 35, null, 1747500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","lane keep assist","heated front seats","navigation","premium audio"}'),
  ('2HGN9GM74LC847873', 'T4873', 'Honda', 'Civic', 2020, 'EX', 'Sedan', 'Modern Steel Gray', 'Ash SofTex', 59890, '2.0L 4-cyl', 'CVT', 'FWD', 'gas', 35, null, 1588500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","lane keep assist","leather seats","navigation","heated steering wheel","blind spot monitor"}'),
  ('1HGSVGLN4NX253901', 'T4901', 'Honda', 'Accord', 2022, 'Sport', 'Sedan', 'Soul Red Crystal', 'Ash SofTex', 46018, '1.5L turbo 4-cyl', 'CVT', 'FWD', 'gas', 32, null, 2231500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","ventilated seats","premium audio","heated front seats"}'),
  ('1HGUCRYG0KR222911', 'T4911', 'Honda', 'Accord', 2019, 'EX', 'Sedan', 'Crystal Black Pearl', 'Ash SofTex', 75113, '1.5L turbo 4-cyl', 'CVT', 'FWD', 'gas', 32, null, 1589500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","adaptive cruise control","heated front seats","sunroof","leather seats"}'),
  ('4S4BVNX65NT729923', 'T4923', 'Subaru', 'Outback', 2022, 'Premium', 'Wagon', 'Forest Green', 'Black cloth', 50052, '2.5L flat-4', 'CVT', 'AWD', 'gas', 28, null, 2141500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","lane keep assist","roof rails","remote start","blind spot monitor","navigation"}'),
  ('4S4G51WJ2LY670950', 'T4950', 'Subaru', 'Outback', 2020, 'Limited', 'Wagon', 'Forest Green', 'Black leather', 80293, '2.5L flat-4', 'CVT', 'AWD', 'gas', 28, null, 2075500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","premium audio","heated front seats","remote start","leather seats","adaptive cruise control","sunroof","blind spot monitor"}'),
  ('JM332ATEXPB129972', 'T4972', 'Mazda', 'CX-5', 2023, 'Preferred', 'SUV', 'Soul Red Crystal', 'Black ActiveX', 34618, '2.5L 4-cyl', '6-speed automatic', 'AWD', 'gas', 27, null, 2344500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","wireless charging","premium audio","roof rails","360-degree camera","blind spot monitor"}'),
  ('JM3R40ZW3MD451982', 'T4982', 'Mazda', 'CX-5', 2021, 'Select', 'SUV', 'Crystal Black Pearl', 'Black cloth', 53857, '2.5L 4-cyl', '6-speed automatic', 'AWD', 'gas', 27, null, 1836000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","wireless charging","heated front seats"}'),
  ('KM83C6KB9NW695987', 'T4987', 'Hyundai', 'Tucson', 2022, 'SEL', 'SUV', 'Crystal Black Pearl', 'Ash SofTex', 48210, '2.5L 4-cyl', '8-speed automatic', 'AWD', 'gas', 26, null, 2067000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","leather seats","adaptive cruise control","heated front seats"}'),
  ('KM86B59V5PG749003', 'T5003', 'Hyundai', 'Tucson', 2023, 'Limited', 'SUV', 'Lunar Silver Metallic', 'Black leather', 31398, '2.5L 4-cyl', '8-speed automatic', 'AWD', 'gas', 26, null, 2764500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","adaptive cruise control","power liftgate","remote start","blind spot monitor","360-degree camera"}'),
  ('JTMJE78K3JM328009', 'T5009', 'Toyota', 'RAV4', 2018, 'XLE', 'SUV', 'Ice Cap', 'Black cloth', 87835, '2.5L 4-cyl', '8-speed automatic', 'AWD', 'gas', 30, null, 1507000, 'used', false, 'available', '{"Bluetooth","backup camera","ventilated seats","adaptive cruise control","navigation","heated steering wheel","roof rails"}'),
  ('5YF8555H6HX507034', 'T5034', 'Toyota', 'Corolla', 2017, 'LE', 'Sedan', 'Army Green', 'Macadamia leather', 89281, '2.0L 4-cyl', 'CVT', 'FWD', 'gas', 35, null, 1019500, 'used', false, 'available', '{"Bluetooth","backup camera","heated steering wheel","premium audio","adaptive cruise control","sunroof"}'),
  ('4T11WZ4U9JL577058', 'T5058', 'Toyota', 'Camry', 2018, 'SE', 'Sedan', 'Magnetic Gray Metallic', 'Macadamia leather', 94143, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 48, null, 1495500, 'used', false, 'available', '{"Bluetooth","backup camera","blind spot monitor","sunroof","premium audio"}'),
  ('5TDS2PZP3HD144084', 'T5084', 'Toyota', 'Highlander', 2017, 'XLE', 'SUV', 'Wind Chill Pearl', 'Macadamia leather', 94889, '2.4L turbo 4-cyl', '8-speed automatic', 'AWD', 'gas', 24, null, 1926000, 'used', false, 'available', '{"third row","Bluetooth","backup camera","360-degree camera","ventilated seats","navigation","roof rails","third-row seating"}'),
  ('1FTPA8WH7MM256087', 'T5087', 'Ford', 'F-150', 2021, 'XLT', 'Truck', 'Star White', 'Black ActiveX', 57343, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, null, 3082500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated front seats","blind spot monitor","adaptive cruise control","tow package"}'),
  ('1C4C3WSC3MS672112', 'T5112', 'Jeep', 'Wrangler', 2021, 'Sahara', 'SUV', 'Modern Steel Gray', 'Gray cloth', 58265, '3.6L V6', '8-speed automatic', '4WD', 'gas', 20, null, 2945500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","wireless charging","navigation","sunroof","heated front seats"}'),
  ('KM8V516J3RT269128', 'T5128', 'Hyundai', 'Ioniq 5', 2024, 'SEL', 'SUV', 'Lunar Silver Metallic', 'Black cloth', 32206, 'Dual-motor electric', 'single-speed', 'AWD', 'electric', 98, null, 3861500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","ventilated seats","remote start","blind spot monitor","heated steering wheel"}')
) as v (vin, stock_number, make, model, year, trim, body_style, ext_color, int_color, mileage, engine,
  transmission, drivetrain, fuel_type, fuel_economy, msrp_cents, price_cents, condition, certified, status, features)
on conflict do nothing;

-- Inventory of Pine.
insert into public.vehicles (dealership_id, vin, stock_number, make, model, year, trim, body_style, ext_color,
  int_color, mileage, engine, transmission, drivetrain, fuel_type, fuel_economy, msrp_cents, price_cents,
  condition, certified, status, features, sold_at, created_at)
select '0b000000-0000-4000-8000-000000000001', v.*, case v.status when 'sold' then now() - interval '6 days' end,
  now() - (8 + ('x' || right(md5(v.stock_number), 2))::bit(8)::integer % 90) * interval '1 day'
from (values
  ('1FTF43LM9TH751812', 'P1812', 'Ford', 'F-150', 2026, 'XL', 'Truck', 'Rapid Red Metallic', 'Black leather', 16, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, 4380000, 4380000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","360-degree camera","remote start","premium audio"}'::text[]),
  ('1FTBBW3Y0TT436841', 'P1841', 'Ford', 'F-150', 2026, 'XLT', 'Truck', 'Rapid Red Metallic', 'Black leather', 35, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, 5090000, 5090000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","ventilated seats","sunroof","navigation"}'),
  ('1FTTRG2V0TX576863', 'P1863', 'Ford', 'F-150', 2026, 'XLT', 'Truck', 'Oxford White', 'Black ActiveX', 25, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, 5090000, 5090000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","360-degree camera","wireless charging","tow package","ventilated seats","premium audio"}'),
  ('1FTY9RLS4TF182889', 'P1889', 'Ford', 'F-150', 2026, 'Lariat', 'Truck', 'Cyber Orange Metallic', 'Gray cloth', 18, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, 6320000, 6195000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated front seats","premium audio","ventilated seats","tow package","lane keep assist","remote start"}'),
  ('1FTKFXD53TM641918', 'P1918', 'Ford', 'F-150', 2026, 'Tremor', 'Truck', 'Antimatter Blue Metallic', 'Ash SofTex', 16, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, 6680000, 6605000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","remote start","premium audio","heated front seats","adaptive cruise control","navigation"}'),
  ('1FT9P5199RL822091', 'P2091', 'Ford', 'F-150', 2024, 'XLT', 'Truck', 'Atlas Blue Metallic', 'Black leather', 18240, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, null, 4299000, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","tow package","wireless charging","360-degree camera"}'),
  ('1FTHPM65XNK588961', 'P1961', 'Ford', 'F-150', 2022, 'Lariat', 'Truck', 'Star White', 'Macadamia leather', 37715, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, null, 4212000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","remote start","tow package","sunroof","blind spot monitor"}'),
  ('1FT132T28MW433988', 'P1988', 'Ford', 'F-150', 2021, 'XLT', 'Truck', 'Agate Black Metallic', 'Ash SofTex', 70001, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, null, 3037500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","leather seats","remote start","sunroof","blind spot monitor"}'),
  ('1FTEXZ4Z3KC140010', 'P2010', 'Ford', 'F-150', 2019, 'XL', 'Truck', 'Atlas Blue Metallic', 'Black cloth', 64137, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, null, 2276000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","adaptive cruise control","ventilated seats","blind spot monitor","premium audio"}'),
  ('1FT0EGJX2JX369034', 'P2034', 'Ford', 'F-150', 2018, 'Lariat', 'Truck', 'Iconic Silver Metallic', 'Gray cloth', 75914, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, null, 3010500, 'used', false, 'sold', '{"Bluetooth","backup camera","adaptive cruise control","lane keep assist","remote start","navigation","heated steering wheel","sunroof","wireless charging"}'),
  ('1FTWNW446TV115038', 'P2038', 'Ford', 'F-250', 2026, 'XLT', 'Truck', 'Star White', 'Gray cloth', 9, '6.7L Power Stroke V8 diesel', '10-speed automatic', '4WD', 'diesel', null, 6290000, 6240000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","remote start","wireless charging","sunroof","heated front seats"}'),
  ('1FTFH85TXTY692047', 'P2047', 'Ford', 'F-250', 2026, 'Lariat', 'Truck', 'Iconic Silver Metallic', 'Macadamia leather', 10, '6.7L Power Stroke V8 diesel', '10-speed automatic', '4WD', 'diesel', null, 7340000, 7340000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","lane keep assist","tow package","leather seats","adaptive cruise control","360-degree camera"}'),
  ('1FT5L20L2MM172058', 'P2058', 'Ford', 'F-250', 2021, 'XLT', 'Truck', 'Eruption Green Metallic', 'Gray cloth', 68040, '6.7L Power Stroke V8 diesel', '10-speed automatic', '4WD', 'diesel', null, null, 3760500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","lane keep assist","leather seats","sunroof","tow package"}'),
  ('1FT5MG7A5TZ862063', 'P2063', 'Ford', 'Ranger', 2026, 'XLT', 'Truck', 'Eruption Green Metallic', 'Black ActiveX', 18, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 22, 3890000, 3890000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","leather seats","premium audio","sunroof"}'),
  ('1FTZ951L5TY686090', 'P2090', 'Ford', 'Ranger', 2026, 'Lariat', 'Truck', 'Agate Black Metallic', 'Black cloth', 21, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 22, 4360000, 4310000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","tow package","leather seats","ventilated seats","lane keep assist","heated front seats","navigation","premium audio"}'),
  ('1FTPK60R3NX146107', 'P2107', 'Ford', 'Ranger', 2022, 'XLT', 'Truck', 'Eruption Green Metallic', 'Ash SofTex', 49780, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 22, null, 2556000, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","tow package","navigation","360-degree camera","sunroof"}'),
  ('1FTKNJNJ8LU352125', 'P2125', 'Ford', 'Ranger', 2020, 'Lariat', 'Truck', 'Oxford White', 'Black ActiveX', 85238, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 22, null, 2374000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","leather seats","remote start","heated steering wheel","360-degree camera","blind spot monitor","sunroof"}'),
  ('3FTCH7KC0TS281135', 'P2135', 'Ford', 'Maverick', 2026, 'XLT', 'Truck', 'Iconic Silver Metallic', 'Black cloth', 18, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 38, 3020000, 2970000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","360-degree camera","heated front seats","ventilated seats","blind spot monitor","tow package"}'),
  ('3FTFNMAR7TH749157', 'P2157', 'Ford', 'Maverick', 2026, 'Lariat', 'Truck', 'Antimatter Blue Metallic', 'Gray cloth', 13, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 38, 3540000, 3415000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","adaptive cruise control","heated steering wheel","lane keep assist","sunroof","leather seats","remote start","heated front seats"}'),
  ('3FTXS5Y00RG493176', 'P2176', 'Ford', 'Maverick', 2024, 'XLT', 'Truck', 'Rapid Red Metallic', 'Macadamia leather', 28979, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 38, null, 2350500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","remote start","blind spot monitor","lane keep assist","360-degree camera"}'),
  ('3FT0PGSY9PX151204', 'P2204', 'Ford', 'Maverick', 2023, 'Lariat', 'Truck', 'Carbonized Gray Metallic', 'Macadamia leather', 35825, '2.5L hybrid 4-cyl', 'eCVT', 'FWD', 'hybrid', 38, null, 2542000, 'used', false, 'pending', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","adaptive cruise control","sunroof","leather seats","heated steering wheel","wireless charging"}'),
  ('1FM7L2C5XTL792212', 'P2212', 'Ford', 'Bronco', 2026, 'Big Bend', 'SUV', 'Oxford White', 'Gray cloth', 9, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 19, 4390000, 4315000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated steering wheel","premium audio","360-degree camera","blind spot monitor"}'),
  ('1FM29LV16TY851218', 'P2218', 'Ford', 'Bronco', 2026, 'Badlands', 'SUV', 'Eruption Green Metallic', 'Ash SofTex', 12, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 19, 5410000, 5335000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","adaptive cruise control","leather seats","lane keep assist"}'),
  ('1FM1590R0PU125245', 'P2245', 'Ford', 'Bronco', 2023, 'Outer Banks', 'SUV', 'Antimatter Blue Metallic', 'Black cloth', 38749, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 19, null, 3607000, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","adaptive cruise control","lane keep assist","wireless charging","navigation","heated front seats"}'),
  ('1FM0MYV46NZ676267', 'P2267', 'Ford', 'Bronco', 2022, 'Big Bend', 'SUV', 'Eruption Green Metallic', 'Black leather', 57720, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 19, null, 2858000, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","premium audio","blind spot monitor"}'),
  ('3FM5LCX99TX899288', 'P2288', 'Ford', 'Bronco Sport', 2026, 'Big Bend', 'SUV', 'Iconic Silver Metallic', 'Black cloth', 31, '1.5L EcoBoost 3-cyl', '8-speed automatic', '4WD', 'gas', 27, 3360000, 3310000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","sunroof","wireless charging","leather seats","power liftgate"}'),
  ('3FMXGDS51TK580293', 'P2293', 'Ford', 'Bronco Sport', 2026, 'Outer Banks', 'SUV', 'Rapid Red Metallic', 'Black ActiveX', 11, '1.5L EcoBoost 3-cyl', '8-speed automatic', '4WD', 'gas', 27, 3780000, 3780000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","premium audio","roof rails","sunroof","blind spot monitor","navigation"}'),
  ('3FMEZ5TV5PJ783303', 'P2303', 'Ford', 'Bronco Sport', 2023, 'Big Bend', 'SUV', 'Agate Black Metallic', 'Black leather', 34329, '1.5L EcoBoost 3-cyl', '8-speed automatic', '4WD', 'gas', 27, null, 2417000, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","heated steering wheel","adaptive cruise control"}'),
  ('3FMAATY89NM319309', 'P2309', 'Ford', 'Bronco Sport', 2022, 'Outer Banks', 'SUV', 'Cyber Orange Metallic', 'Black ActiveX', 48013, '1.5L EcoBoost 3-cyl', '8-speed automatic', '4WD', 'gas', 27, null, 2489000, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated steering wheel","ventilated seats","premium audio"}'),
  ('1FM41VR50TZ495321', 'P2321', 'Ford', 'Escape', 2026, 'Active', 'SUV', 'Antimatter Blue Metallic', 'Black ActiveX', 30, '1.5L EcoBoost 3-cyl', '8-speed automatic', 'AWD', 'gas', 29, 3090000, 2990000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","sunroof","blind spot monitor","power liftgate","heated steering wheel"}'),
  ('1FMG1X698TG820325', 'P2325', 'Ford', 'Escape', 2026, 'ST-Line', 'SUV', 'Cyber Orange Metallic', 'Black cloth', 31, '1.5L EcoBoost 3-cyl', '8-speed automatic', 'AWD', 'gas', 29, 3380000, 3305000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","lane keep assist","ventilated seats","sunroof","premium audio","heated front seats"}'),
  ('1FMRSFSB8RS829346', 'P2346', 'Ford', 'Escape', 2024, 'Active', 'SUV', 'Star White', 'Black ActiveX', 25466, '1.5L EcoBoost 3-cyl', '8-speed automatic', 'AWD', 'gas', 29, null, 2415500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","roof rails","heated steering wheel","navigation","wireless charging"}'),
  ('1FMTAM0N2NV615357', 'P2357', 'Ford', 'Escape', 2022, 'ST-Line', 'SUV', 'Eruption Green Metallic', 'Black ActiveX', 40884, '1.5L EcoBoost 3-cyl', '8-speed automatic', 'AWD', 'gas', 29, null, 2244500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","leather seats","blind spot monitor","adaptive cruise control","tow package","sunroof"}'),
  ('1FM0C8PU5MW467375', 'P2375', 'Ford', 'Escape', 2021, 'Platinum', 'SUV', 'Star White', 'Macadamia leather', 71486, '1.5L EcoBoost 3-cyl', '8-speed automatic', 'AWD', 'gas', 29, null, 2357500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","heated front seats","360-degree camera","heated steering wheel","lane keep assist","adaptive cruise control"}'),
  ('1FMH4PDS5KE183387', 'P2387', 'Ford', 'Escape', 2019, 'Active', 'SUV', 'Atlas Blue Metallic', 'Macadamia leather', 85645, '1.5L EcoBoost 3-cyl', '8-speed automatic', 'AWD', 'gas', 29, null, 1564000, 'used', false, 'sold', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","sunroof","power liftgate","premium audio"}'),
  ('1FMEU5M76TD444410', 'P2410', 'Ford', 'Explorer', 2026, 'Active', 'SUV', 'Eruption Green Metallic', 'Ash SofTex', 17, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 23, 4210000, 4085000, 'new', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","power liftgate","blind spot monitor","adaptive cruise control","360-degree camera","third-row seating"}'),
  ('1FM685CN9TY186434', 'P2434', 'Ford', 'Explorer', 2026, 'ST-Line', 'SUV', 'Carbonized Gray Metallic', 'Macadamia leather', 11, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 23, 4680000, 4555000, 'new', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","wireless charging","sunroof","adaptive cruise control","third-row seating"}'),
  ('1FM4EZ8PXTD106437', 'P2437', 'Ford', 'Explorer', 2026, 'Platinum', 'SUV', 'Iconic Silver Metallic', 'Macadamia leather', 5, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 23, 5490000, 5490000, 'new', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","power liftgate","blind spot monitor","ventilated seats","adaptive cruise control","third-row seating"}'),
  ('1FMCPMMZ6PM381440', 'P2440', 'Ford', 'Explorer', 2023, 'ST-Line', 'SUV', 'Cyber Orange Metallic', 'Macadamia leather', 44605, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 23, null, 3327000, 'used', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","power liftgate","sunroof","tow package","navigation","third-row seating"}'),
  ('1FM1MSKP8MG806463', 'P2463', 'Ford', 'Explorer', 2021, 'Active', 'SUV', 'Cyber Orange Metallic', 'Ash SofTex', 50042, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 23, null, 2572000, 'used', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","tow package","heated steering wheel","360-degree camera","remote start","third-row seating"}'),
  ('1FMAH70C4KN866475', 'P2475', 'Ford', 'Explorer', 2019, 'Platinum', 'SUV', 'Oxford White', 'Ash SofTex', 81492, '2.3L EcoBoost 4-cyl', '10-speed automatic', '4WD', 'gas', 23, null, 2793500, 'used', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","360-degree camera","heated front seats","blind spot monitor","navigation","third-row seating","adaptive cruise control","heated steering wheel"}'),
  ('1FMB51T61TT287490', 'P2490', 'Ford', 'Expedition', 2026, 'XLT', 'SUV', 'Rapid Red Metallic', 'Gray cloth', 22, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 18, 6390000, 6290000, 'new', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","ventilated seats","blind spot monitor","roof rails","adaptive cruise control","leather seats","third-row seating"}'),
  ('1FMBS9TH1TH213496', 'P2496', 'Ford', 'Expedition', 2026, 'Limited', 'SUV', 'Agate Black Metallic', 'Macadamia leather', 7, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 18, 7420000, null, 'new', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","navigation","adaptive cruise control","360-degree camera","third-row seating","remote start","roof rails"}'),
  ('1FM7GRPC9MM403500', 'P2500', 'Ford', 'Expedition', 2021, 'Limited', 'SUV', 'Rapid Red Metallic', 'Black ActiveX', 56954, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 18, null, 4496000, 'used', true, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","sunroof","tow package","remote start","wireless charging","power liftgate","third-row seating"}'),
  ('1FAH6DYSXTE626506', 'P2506', 'Ford', 'Mustang', 2026, 'EcoBoost Premium', 'Coupe', 'Agate Black Metallic', 'Macadamia leather', 12, '2.3L EcoBoost 4-cyl', '10-speed automatic', 'RWD', 'gas', 26, 3890000, 3765000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","remote start","ventilated seats","lane keep assist"}'),
  ('1FAPH9XVXTN321523', 'P2523', 'Ford', 'Mustang', 2026, 'GT', 'Coupe', 'Race Red', 'Black cloth', 6, '2.3L EcoBoost 4-cyl', '10-speed automatic', 'RWD', 'gas', 26, 4480000, 4355000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","premium audio","ventilated seats","remote start","wireless charging"}'),
  ('1FAU3J7CXNF375550', 'P2550', 'Ford', 'Mustang', 2022, 'GT', 'Coupe', 'Eruption Green Metallic', 'Gray cloth', 43303, '2.3L EcoBoost 4-cyl', '10-speed automatic', 'RWD', 'gas', 26, null, 2966500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","wireless charging","lane keep assist","navigation","blind spot monitor","ventilated seats"}'),
  ('1FAGTF9G1LH680561', 'P2561', 'Ford', 'Mustang', 2020, 'EcoBoost Premium', 'Coupe', 'Race Red', 'Ash SofTex', 72315, '2.3L EcoBoost 4-cyl', '10-speed automatic', 'RWD', 'gas', 26, null, 2152500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated steering wheel","navigation","wireless charging"}'),
  ('3FM6JFUU2TG749589', 'P2589', 'Ford', 'Mustang Mach-E', 2026, 'Premium', 'SUV', 'Eruption Green Metallic', 'Ash SofTex', 18, 'Dual-motor electric', 'single-speed', 'AWD', 'electric', 90, 4650000, 4650000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","remote start","sunroof","adaptive cruise control","premium audio","heated steering wheel"}'),
  ('3FMM7AVH5RN551605', 'P2605', 'Ford', 'Mustang Mach-E', 2024, 'Select', 'SUV', 'Cyber Orange Metallic', 'Black leather', 31019, 'Dual-motor electric', 'single-speed', 'AWD', 'electric', 90, null, 3254000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","roof rails","heated steering wheel","tow package","blind spot monitor"}'),
  ('3FMF6CLZ4PZ502629', 'P2629', 'Ford', 'Mustang Mach-E', 2023, 'Premium', 'SUV', 'Star White', 'Gray cloth', 41106, 'Dual-motor electric', 'single-speed', 'AWD', 'electric', 90, null, 3319000, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","heated front seats","power liftgate","sunroof","360-degree camera","premium audio","tow package"}'),
  ('1FTDECHX6TU336655', 'P2655', 'Ford', 'Transit', 2026, 'Cargo 250', 'Van', 'Iconic Silver Metallic', 'Black leather', 11, '3.5L V6', '10-speed automatic', 'RWD', 'gas', null, 4890000, 4890000, 'new', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","tow package","power liftgate","leather seats","blind spot monitor"}'),
  ('1FTWXABD6NA747659', 'P2659', 'Ford', 'Transit', 2022, 'Cargo 250', 'Van', 'Carbonized Gray Metallic', 'Black cloth', 54786, '3.5L V6', '10-speed automatic', 'RWD', 'gas', null, null, 3194000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","remote start","lane keep assist","wireless charging"}'),
  ('1C4WD2ES2NW602679', 'P2679', 'Jeep', 'Wrangler', 2022, 'Rubicon', 'SUV', 'Forest Green', 'Black leather', 40456, '3.6L V6', '8-speed automatic', '4WD', 'gas', 20, null, 3646500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","ventilated seats","roof rails","navigation"}'),
  ('1C4P6KTJ8LB650698', 'P2698', 'Jeep', 'Wrangler', 2020, 'Sahara', 'SUV', 'Lunar Silver Metallic', 'Ash SofTex', 68621, '3.6L V6', '8-speed automatic', '4WD', 'gas', 20, null, 2705500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","power liftgate","leather seats","premium audio","sunroof"}'),
  ('1GCSJ3MU5NX604713', 'P2713', 'Chevrolet', 'Silverado 1500', 2022, 'LT', 'Truck', 'Crystal Black Pearl', 'Ash SofTex', 52579, '5.3L V8', '10-speed automatic', '4WD', 'gas', 18, null, 3556500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","tow package","ventilated seats","heated front seats","adaptive cruise control"}'),
  ('1GCYLRU49LP849731', 'P2731', 'Chevrolet', 'Silverado 1500', 2020, 'RST', 'Truck', 'Soul Red Crystal', 'Ash SofTex', 84590, '5.3L V8', '10-speed automatic', '4WD', 'gas', 18, null, 3111500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","blind spot monitor","360-degree camera","leather seats"}'),
  ('5XY9VZUZ2NE393745', 'P2745', 'Kia', 'Telluride', 2022, 'SX', 'SUV', 'Modern Steel Gray', 'Macadamia leather', 57727, '3.8L V6', '8-speed automatic', 'AWD', 'gas', 22, null, 3163500, 'used', false, 'available', '{"third row","Bluetooth","backup camera","Apple CarPlay","Android Auto","heated steering wheel","lane keep assist","heated front seats","blind spot monitor","adaptive cruise control","third-row seating"}'),
  ('7FA0BN489NF350760', 'P2760', 'Honda', 'CR-V', 2022, 'EX', 'SUV', 'Forest Green', 'Black leather', 44820, '1.5L turbo 4-cyl', 'CVT', 'AWD', 'gas', 29, null, 2239500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","premium audio","blind spot monitor","heated front seats","navigation"}'),
  ('JTM1V98B5MB888772', 'P2772', 'Toyota', 'RAV4', 2021, 'XLE', 'SUV', 'Cavalry Blue', 'Ash SofTex', 54021, '2.5L 4-cyl', '8-speed automatic', 'AWD', 'gas', 30, null, 1951500, 'used', true, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","leather seats","roof rails","adaptive cruise control","premium audio","lane keep assist"}'),
  ('4S4RRSCW2MS839792', 'P2792', 'Subaru', 'Outback', 2021, 'Premium', 'Wagon', 'Deep Blue Pearl', 'Macadamia leather', 66976, '2.5L flat-4', 'CVT', 'AWD', 'gas', 28, null, 1952500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","wireless charging","lane keep assist","power liftgate","blind spot monitor","premium audio","remote start"}'),
  ('3TMJWB8H7ME660820', 'P2820', 'Toyota', 'Tacoma', 2021, 'TRD Sport', 'Truck', 'Ruby Flare Pearl', 'Black leather', 60988, '2.4L turbo 4-cyl', '8-speed automatic', '4WD', 'gas', 22, null, 2539000, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","navigation","ventilated seats","heated steering wheel","lane keep assist"}'),
  ('2HGZZDU72MH122843', 'P2843', 'Honda', 'Civic', 2021, 'EX', 'Sedan', 'Deep Blue Pearl', 'Ash SofTex', 69491, '2.0L 4-cyl', 'CVT', 'FWD', 'gas', 35, null, 1688500, 'used', false, 'available', '{"Bluetooth","backup camera","Apple CarPlay","Android Auto","premium audio","360-degree camera","lane keep assist","sunroof","remote start"}'),
  ('1FTV28AXXGJ450847', 'P2847', 'Ford', 'F-150', 2016, 'XLT', 'Truck', 'Cyber Orange Metallic', 'Black leather', 135855, '3.5L EcoBoost V6', '10-speed automatic', '4WD', 'gas', 20, null, 1944500, 'used', false, 'available', '{"Bluetooth","backup camera","heated steering wheel","tow package","360-degree camera","ventilated seats","premium audio"}')
) as v (vin, stock_number, make, model, year, trim, body_style, ext_color, int_color, mileage, engine,
  transmission, drivetrain, fuel_type, fuel_economy, msrp_cents, price_cents, condition, certified, status, features)
on conflict do nothing;

-- Conversations, told by who said what how many minutes ago.
insert into public.customers (id, dealership_id, full_name)
select c.id::uuid, c.dealership_id::uuid, c.full_name
from (values
  ('0a000000-0000-4000-8000-00000000c001', '0a000000-0000-4000-8000-000000000001', 'Maria Lopez'),
  ('0a000000-0000-4000-8000-00000000c002', '0a000000-0000-4000-8000-000000000001', 'Devon Carter'),
  ('0a000000-0000-4000-8000-00000000c003', '0a000000-0000-4000-8000-000000000001', 'Priya Raman'),
  ('0a000000-0000-4000-8000-00000000c004', '0a000000-0000-4000-8000-000000000001', 'Tom Whitaker'),
  ('0a000000-0000-4000-8000-00000000c005', '0a000000-0000-4000-8000-000000000001', 'Aisha Bello'),
  ('0a000000-0000-4000-8000-00000000c006', '0a000000-0000-4000-8000-000000000001', 'Grace Kim'),
  ('0a000000-0000-4000-8000-00000000c007', '0a000000-0000-4000-8000-000000000001', 'Marcus Hill'),
  ('0a000000-0000-4000-8000-00000000c008', '0a000000-0000-4000-8000-000000000001', 'Linh Nguyen'),
  ('0a000000-0000-4000-8000-00000000c009', '0a000000-0000-4000-8000-000000000001', 'Sofia Ortega'),
  ('0a000000-0000-4000-8000-00000000c010', '0a000000-0000-4000-8000-000000000001', 'Ben Archer'),
  ('0b000000-0000-4000-8000-00000000c001', '0b000000-0000-4000-8000-000000000001', 'Hank Dutton'),
  ('0b000000-0000-4000-8000-00000000c002', '0b000000-0000-4000-8000-000000000001', 'Nora Beck'),
  ('0b000000-0000-4000-8000-00000000c003', '0b000000-0000-4000-8000-000000000001', 'Luis Vega'),
  ('0b000000-0000-4000-8000-00000000c004', '0b000000-0000-4000-8000-000000000001', 'Ellie Shaw')
) as c (id, dealership_id, full_name)
on conflict do nothing;

insert into public.customer_identities (dealership_id, customer_id, kind, value)
select c.dealership_id, c.id, 'phone',
  '+15550101' || case when c.id::text like '0a%' then '1' else '2' end || right(c.id::text, 2)
from public.customers as c where c.id::text ~ '^0[ab]0.*c0[01][0-9]$'
on conflict do nothing;

insert into public.conversations (id, dealership_id, customer_id, channel, phone_number_id, customer_address,
  vehicle_id, created_at)
select replace(i.customer_id::text, '00000000c0', '00000000d0')::uuid, i.dealership_id, i.customer_id, 'sms', n.id,
  i.value, (select v.id from public.vehicles as v
    where v.dealership_id = i.dealership_id and v.stock_number = w.stock_number), now() - interval '2 days'
from public.customer_identities as i
join public.phone_numbers as n on n.dealership_id = i.dealership_id
left join (values
  ('0a000000-0000-4000-8000-00000000c001', 'T4417'),
  ('0a000000-0000-4000-8000-00000000c004', 'T4864'),
  ('0a000000-0000-4000-8000-00000000c005', 'T4413'),
  ('0a000000-0000-4000-8000-00000000c006', 'T5128'),
  ('0b000000-0000-4000-8000-00000000c001', 'P2091')) as w (customer_id, stock_number)
  on w.customer_id::uuid = i.customer_id
where i.customer_id::text ~ '^0[ab]0.*c0[01][0-9]$'
on conflict do nothing;

insert into public.consents (dealership_id, customer_id, channel, address, status, method, occurred_at)
select c.dealership_id, c.customer_id, 'sms', c.customer_address, 'granted', 'inbound_message', c.created_at
from public.conversations as c
where c.id::text ~ '^0[ab]0.*d0[01][0-9]$'
  and not exists (select from public.consents as k
    where k.dealership_id = c.dealership_id and k.address = c.customer_address);

insert into public.messages (dealership_id, conversation_id, direction, author, author_user_id, channel, content,
  delivery_status, provider, evidence, intent, ai_model, ai_confidence, persona_id, created_at, sent_at, delivered_at)
select c.dealership_id, c.id, case m.author when 'customer' then 'inbound' else 'outbound' end, m.author,
  case m.author when 'staff' then m.staff::uuid end, 'sms', m.content,
  case when m.author = 'customer' then 'received' else coalesce(m.delivery, 'delivered') end, 'twilio',
  case when m.author = 'ai' and c.vehicle_id is not null
    then jsonb_build_array(jsonb_build_object('kind', 'vehicle', 'id', c.vehicle_id, 'fields', '["price_cents", "status"]'::jsonb))
    else '[]' end,
  null, case m.author when 'ai' then 'local' end, case m.author when 'ai' then 0.9 end,
  case m.author when 'ai' then (
    select n.id from public.personas as n where n.dealership_id = c.dealership_id and n.is_default) end,
  now() - m.minutes * interval '1 minute',
  case when m.author <> 'customer' then now() - m.minutes * interval '1 minute' end,
  case when m.author <> 'customer' and m.delivery is null then now() - m.minutes * interval '1 minute' end
from (values
  ('0ad001', 98, 'customer', 'Hi, is the 2024 RAV4 hybrid still there? Stock T4417, saw it on AutoTrader.', null, null),
  ('0ad001', 97, 'ai', 'Hi Maria, Rylie here, the AI assistant at Oak Ridge Toyota. Yes, T4417 is on the lot: 2024 RAV4 Hybrid XLE in Blueprint, 12,904 miles, $31,480. Would you like to drive it today or tomorrow?', null, null),
  ('0ad001', 6, 'customer', 'Tomorrow at 10:30 works. I have a 2017 Civic EX to trade. Can you do 30 out the door? My credit union approved me.', null, null),
  ('0ad001', 5, 'ai', 'A price like that is for the sales team to settle, so I''m bringing a person in now. I told them about tomorrow at 10:30 and your Civic.', null, null),
  ('0ad002', 30, 'customer', 'Do any of your used trucks have a tow package?', null, null),
  ('0ad002', 29, 'ai', 'Hi Devon, Rylie here, the AI assistant at Oak Ridge Toyota. I''m asking the team to check tow packages on our used trucks. How heavy is what you tow?', null, null),
  ('0ad002', 2, 'customer', 'About 5,000 pounds, a camper.', null, null),
  ('0ad003', 24, 'customer', 'I''d like to talk to a manager, please.', null, null),
  ('0ad003', 23, 'ai', 'Of course. I''m letting a manager know now, and they''ll pick this up here.', null, null),
  ('0ad004', 80, 'customer', 'I left my sunglasses in the Civic I drove this morning.', null, null),
  ('0ad004', 71, 'staff', 'Found them, Tom. Keys and glasses are at the front desk.', '0a000000-0000-4000-8000-0000000000a2', null),
  ('0ad004', 60, 'customer', 'Great, I''ll come by after work.', null, null),
  ('0ad004', 58, 'staff', 'See you then.', '0a000000-0000-4000-8000-0000000000a2', null),
  ('0ad005', 140, 'customer', 'Can someone send me photos of the trunk of the Camry?', null, null),
  ('0ad005', 131, 'staff', 'Just sent them to your e-mail, Aisha.', '0a000000-0000-4000-8000-0000000000a3', null),
  ('0ad005', 120, 'customer', 'Great, see you at 5.', null, null),
  ('0ad006', 9, 'customer', 'Hi, is the Ioniq 5 still for sale?', null, null),
  ('0ad006', 8, 'ai', 'Hi Grace, Rylie here, the AI assistant at Oak Ridge Toyota. Yes, the 2024 Hyundai Ioniq 5 SEL is on the lot. Would you like to see it this week?', null, null),
  ('0ad007', 62, 'customer', 'What time do you close on saturday?', null, null),
  ('0ad007', 61, 'ai', 'Hi Marcus, Rylie here, the AI assistant at Oak Ridge Toyota. Sales is open Saturday from 9 am to 5 pm. Is there a car you''d like to see?', null, null),
  ('0ad008', 75, 'customer', 'Looking for something under $18k, good on gas.', null, null),
  ('0ad008', 74, 'ai', 'Hi Linh, Rylie here, the AI assistant at Oak Ridge Toyota. I can look through what is on the lot under $18,000. Do you prefer a sedan or something taller?', null, null),
  ('0ad009', 1500, 'customer', 'Do you take trade-ins?', null, null),
  ('0ad009', 1499, 'ai', 'Hi Sofia, Rylie here, the AI assistant at Oak Ridge Toyota. We appraise trade-ins on site in about 30 minutes, at no charge. Bring the title or payoff details and both keys. What are you driving now?', null, null),
  ('0ad009', 1490, 'customer', 'Thanks, I''ll stop by.', null, null),
  ('0ad010', 2000, 'customer', 'Bought elsewhere, thanks anyway.', null, null),
  ('0bd001', 45, 'customer', 'Is P2091 still available? What''s it at?', null, null),
  ('0bd001', 44, 'ai', 'Hi Hank, Parker here, the AI assistant at Pine Creek Ford. Yes, P2091 is here: 2024 F-150 XLT in Atlas Blue, 18,240 miles, $42,990. Want to take it out this week?', null, null),
  ('0bd002', 16, 'customer', 'Can I talk to a person about financing?', null, null),
  ('0bd002', 15, 'ai', 'Sure. Financing is one for our team, so I''m letting them know you''d like to talk.', null, null),
  ('0bd003', 200, 'customer', 'Can you fit a ski rack on my Bronco?', null, null),
  ('0bd003', 199, 'ai', 'Hi Luis, Parker here, the AI assistant at Pine Creek Ford. Our parts desk fits Thule and Yakima racks while you wait, usually within an hour. Which model year is your Bronco?', null, null),
  ('0bd004', 300, 'customer', 'Is my truck ready?', null, null),
  ('0bd004', 290, 'staff', 'Just came off the lift, Ellie. Ready any time before 5:30.', '0b000000-0000-4000-8000-0000000000a3', null)
) as m (thread, minutes, author, content, staff, delivery)
join public.conversations as c on c.id = (left(m.thread, 2) || '000000-0000-4000-8000-00000000' || right(m.thread, 4))::uuid
where not exists (select from public.messages as k where k.conversation_id = c.id)
order by m.minutes desc;

update public.conversations as c
set owner = s.owner, status = s.status, assigned_to = s.assigned_to::uuid, handover_reason = s.reason,
  handover_summary = s.summary::jsonb, unread_count = s.unread, ai_context = '{"seeded": true}',
  waiting_since = case when s.waiting is not null then now() - s.waiting * interval '1 minute' end,
  escalated_at = case when s.owner = 'waiting_human' then now() - s.waiting * interval '1 minute' end,
  closed_at = case when s.status = 'closed' then now() - interval '1 day' end
from (values
  ('0ad001', 'waiting_human', 'escalated', null, 'negotiation', '{"wants": "$30,000 out the door; test drive tomorrow 10:30", "brings": "Credit union approval; 2017 Civic EX to trade", "blocked_by": "Below asking price, needs a manager"}', 1, 5),
  ('0ad002', 'waiting_human', 'escalated', null, 'fact_missing', '{"wants": "A used truck that tows 5,000 lb", "brings": "A camper", "blocked_by": "Tow package not in the listing"}', 1, 2),
  ('0ad003', 'waiting_human', 'escalated', null, 'asked_for_person', '{"wants": "A manager", "brings": null, "blocked_by": null}', 1, 23),
  ('0ad004', 'human', 'active', '0a000000-0000-4000-8000-0000000000a2', null, null, 0, null),
  ('0ad005', 'human', 'active', '0a000000-0000-4000-8000-0000000000a3', null, null, 0, null),
  ('0ad006', 'ai', 'active', null, null, null, 0, null), ('0ad007', 'ai', 'active', null, null, null, 0, null),
  ('0ad008', 'ai', 'active', null, null, null, 0, null), ('0ad009', 'ai', 'active', null, null, null, 0, null),
  ('0ad010', 'ai', 'closed', null, null, null, 0, null),
  ('0bd001', 'ai', 'active', null, null, null, 0, null),
  ('0bd002', 'waiting_human', 'escalated', null, 'finance', '{"wants": "To talk about financing", "brings": null, "blocked_by": "Financing needs a person"}', 1, 15),
  ('0bd003', 'ai', 'active', null, null, null, 0, null),
  ('0bd004', 'human', 'active', '0b000000-0000-4000-8000-0000000000a3', null, null, 0, null)
) as s (thread, owner, status, assigned_to, reason, summary, unread, waiting)
where c.id = (left(s.thread, 2) || '000000-0000-4000-8000-00000000' || right(s.thread, 4))::uuid
  and not c.ai_context ? 'seeded';

-- Who is there when: a team, weekly shifts, and whom or what can be booked.
insert into public.teams (id, dealership_id, name)
select (left(d.id::text, 2) || '000000-0000-4000-8000-00000000ea01')::uuid, d.id, 'Internet sales'
from public.dealerships as d
where d.id in ('0a000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-000000000001')
on conflict do nothing;

insert into public.team_members (dealership_id, team_id, membership_id)
select t.dealership_id, t.id, m.id
from public.teams as t
join public.memberships as m on m.dealership_id = t.dealership_id and m.user_id in (
  '0a000000-0000-4000-8000-0000000000a3', '0b000000-0000-4000-8000-0000000000a3',
  '0c000000-0000-4000-8000-0000000000a2')
where t.id::text like '%ea01'
on conflict do nothing;

insert into public.duty_shifts (id, dealership_id, membership_id, weekday, starts_at, ends_at)
select md5(m.id::text || s.weekday)::uuid, m.dealership_id, m.id, s.weekday, s.starts_at::time, s.ends_at::time
from public.memberships as m
cross join lateral (
  select d as weekday, case when d = 0 then '11:00' else '09:00' end as starts_at,
    case d when 0 then '16:00' when 6 then '17:00' else '18:00' end as ends_at
  from generate_series(0, 6) as d
) as s
where m.user_id in ('0a000000-0000-4000-8000-0000000000a3', '0b000000-0000-4000-8000-0000000000a3')
on conflict do nothing;

insert into public.resources (id, dealership_id, kind, name, appointment_kinds, user_id)
values
  ('0a000000-0000-4000-8000-00000000ee01', '0a000000-0000-4000-8000-000000000001', 'person', 'Sam Rivera',
    '{test_drive,appraisal,delivery}', '0a000000-0000-4000-8000-0000000000a3'),
  ('0a000000-0000-4000-8000-00000000ee02', '0a000000-0000-4000-8000-000000000001', 'person', 'Dana Novak',
    '{test_drive,appraisal,delivery}', '0a000000-0000-4000-8000-0000000000a2'),
  ('0a000000-0000-4000-8000-00000000ee03', '0a000000-0000-4000-8000-000000000001', 'bay', 'Service bay 1', '{service}', null),
  ('0b000000-0000-4000-8000-00000000ee01', '0b000000-0000-4000-8000-000000000001', 'person', 'Alex Moreno',
    '{test_drive,appraisal,delivery}', '0b000000-0000-4000-8000-0000000000a3'),
  ('0b000000-0000-4000-8000-00000000ee02', '0b000000-0000-4000-8000-000000000001', 'bay', 'Service bay 1', '{service}', null)
on conflict do nothing;

-- Leads behind the conversations, and what came of them.
insert into public.lead_sources (id, dealership_id, name, kind, monthly_cost_cents)
select (left(d.id::text, 2) || '000000-0000-4000-8000-00000000ec0' || s.n)::uuid, d.id, s.name, s.kind, s.cost
from public.dealerships as d, (values (1, 'AutoTrader', 'marketplace', 249900), (2, 'Cars.com', 'marketplace', 199900),
  (3, 'Website', 'website', null), (4, 'Text', 'sms', null), (5, 'Walk-in', 'walk_in', null)) as s (n, name, kind, cost)
where d.id in ('0a000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-000000000001')
on conflict do nothing;

insert into public.routing_rules (id, dealership_id, position, name, conditions, strategy, team_id)
select (left(t.id::text, 2) || '000000-0000-4000-8000-00000000eb0' || r.position)::uuid, t.dealership_id, r.position,
  r.name, r.conditions::jsonb, r.strategy, case when r.strategy = 'round_robin' then t.id end
from public.teams as t, (values
  (1, 'Portals go around the internet team', '{"sources": ["AutoTrader", "Cars.com"]}', 'round_robin'),
  (2, 'Everything else waits for anybody', '{}', 'nobody')) as r (position, name, conditions, strategy)
where t.id::text like '%ea01'
on conflict (id) do nothing;

insert into public.leads (id, dealership_id, lead_source_id, customer_id, conversation_id, vehicle_id, status, interest,
  score, score_reasons, assigned_to, outcome, received_at, first_response_at, first_response_author)
select (l.dealer || '000000-0000-4000-8000-00000000cd' || l.n)::uuid, c.dealership_id, s.id, c.customer_id, c.id,
  c.vehicle_id, l.status, l.interest, l.score, l.reasons::jsonb, l.assigned_to::uuid, l.outcome,
  now() - l.minutes * interval '1 minute', now() - (l.minutes - 1) * interval '1 minute', 'ai'
from (values
  ('0a', '01', 'AutoTrader', 'working', '2024 RAV4 Hybrid XLE, trade-in 2017 Civic EX', 86,
    '[{"reason": "asked_for_one_unit", "points": 30}, {"reason": "has_a_trade_in", "points": 20}, {"reason": "talks_about_money", "points": 36}]',
    '0a000000-0000-4000-8000-0000000000a3', null, 98),
  ('0a', '02', 'Text', 'new', 'Used truck that tows 5,000 lb', 55, '[{"reason": "asked_a_question", "points": 55}]', null, null, 30),
  ('0a', '04', 'Walk-in', 'working', 'Civic', 64, '[{"reason": "wants_a_test_drive", "points": 64}]',
    '0a000000-0000-4000-8000-0000000000a2', null, 1500),
  ('0a', '05', 'Website', 'working', 'Camry', 58, '[{"reason": "asked_a_question", "points": 58}]',
    '0a000000-0000-4000-8000-0000000000a3', null, 140),
  ('0a', '06', 'Cars.com', 'new', 'Hyundai Ioniq 5 SEL', 47, '[{"reason": "asked_for_one_unit", "points": 47}]',
    '0a000000-0000-4000-8000-0000000000a3', null, 9),
  ('0a', '08', 'Text', 'working', 'Under $18,000, good on gas', 41, '[{"reason": "talks_about_money", "points": 41}]', null, null, 75),
  ('0a', '10', 'Website', 'lost', null, 20, '[]', '0a000000-0000-4000-8000-0000000000a3', 'bought_elsewhere', 2000),
  ('0b', '01', 'AutoTrader', 'working', '2024 F-150 XLT', 72, '[{"reason": "asked_for_one_unit", "points": 72}]',
    '0b000000-0000-4000-8000-0000000000a3', null, 45),
  ('0b', '02', 'Text', 'new', 'Financing', 50, '[{"reason": "asked_a_question", "points": 50}]', null, null, 16)
) as l (dealer, n, source, status, interest, score, reasons, assigned_to, outcome, minutes)
join public.conversations as c on c.id = (l.dealer || '000000-0000-4000-8000-00000000d0' || l.n)::uuid
join public.lead_sources as s on s.dealership_id = c.dealership_id and s.name = l.source
on conflict do nothing;

insert into public.lead_source_credits (id, dealership_id, lead_id, lead_source_id, received_at)
select l.id, l.dealership_id, l.id, l.lead_source_id, l.received_at
from public.leads as l where l.id::text ~ '^0[ab]0.*cd[01][0-9]$'
on conflict do nothing;

-- Two weeks behind the store: 42 shoppers of Oak whose conversations are closed, and what became of them.
create temporary table past as
select n, ('0a000000-0000-4000-8000-00000000c' || n)::uuid as customer_id,
  ('0a000000-0000-4000-8000-00000000d' || n)::uuid as conversation_id,
  (array['Alma', 'Brooke', 'Carl', 'Dina', 'Eric', 'Faye', 'Glen', 'Hana', 'Ivan', 'Jade', 'Kurt', 'Lena', 'Milo', 'Nell',
    'Omar', 'Pia', 'Ruth', 'Seth', 'Tara', 'Vera', 'Wade'])[1 + n * 5 % 21] as first_name,
  (array['Abbott', 'Bishop', 'Castro', 'Doyle', 'Ellis', 'Flores', 'Grant', 'Hobbs', 'Ingram', 'Jensen', 'Keller',
    'Lowe', 'Mendez'])[1 + n * 3 % 13] as last_name,
  n % 7 as story, 20 + n * 29 % 60 as ai_seconds,
  ((now() at time zone 'America/New_York')::date - (1 + n % 13) + time '09:20' + n * 53 % 480 * interval '1 minute')
    at time zone 'America/New_York' as started_at,
  v.id as vehicle_id, v.stock_number, concat_ws(' ', v.year, v.make, v.model, v.trim) as vehicle,
  'at $' || to_char(v.price_cents / 100, 'FM999,999') as price
from generate_series(101, 142) as n
join (select *, row_number() over (order by stock_number) as place from public.vehicles
  where dealership_id = '0a000000-0000-4000-8000-000000000001' and price_cents is not null and status = 'available') as v
  on v.place = n - 99
where not exists (select from public.customers as c where c.id = ('0a000000-0000-4000-8000-00000000c' || n)::uuid);

insert into public.customers (id, dealership_id, full_name, created_at)
select customer_id, '0a000000-0000-4000-8000-000000000001', first_name || ' ' || last_name, started_at from past;
insert into public.customer_identities (dealership_id, customer_id, kind, value)
select '0a000000-0000-4000-8000-000000000001', customer_id, 'phone', '+155501014' || right(n::text, 2) from past;
insert into public.conversations (id, dealership_id, customer_id, channel, phone_number_id, customer_address,
  vehicle_id, created_at)
select conversation_id, '0a000000-0000-4000-8000-000000000001', customer_id, 'sms',
  '0a000000-0000-4000-8000-0000000000f1', '+155501014' || right(n::text, 2), vehicle_id, started_at
from past;
insert into public.consents (dealership_id, customer_id, channel, address, status, method, occurred_at)
select '0a000000-0000-4000-8000-000000000001', customer_id, 'sms', '+155501014' || right(n::text, 2), 'granted',
  'inbound_message', started_at
from past;

insert into public.messages (dealership_id, conversation_id, direction, author, author_user_id, channel, content,
  delivery_status, provider, evidence, ai_model, ai_confidence, persona_id, created_at, sent_at, delivered_at)
select '0a000000-0000-4000-8000-000000000001', p.conversation_id,
  case m.author when 'customer' then 'inbound' else 'outbound' end, m.author,
  case m.author when 'staff' then '0a000000-0000-4000-8000-0000000000a3'::uuid end, 'sms',
  replace(replace(replace(replace(m.content, '[first]', p.first_name), '[vehicle]', p.vehicle), '[stock]', p.stock_number),
    '[price]', p.price),
  case m.author when 'customer' then 'received' else 'delivered' end, 'twilio',
  case m.author when 'ai' then jsonb_build_array(
    jsonb_build_object('kind', 'vehicle', 'id', p.vehicle_id, 'fields', '["price_cents", "status"]'::jsonb)) else '[]' end,
  case m.author when 'ai' then 'local' end, case m.author when 'ai' then 0.9 end,
  case m.author when 'ai' then (select n.id from public.personas as n
    where n.dealership_id = '0a000000-0000-4000-8000-000000000001' and n.is_default) end, t.said_at,
  case when m.author <> 'customer' then t.said_at end, case when m.author <> 'customer' then t.said_at end
from past as p
join (values
  (0, 0, 'customer', 'Hi, is the [vehicle] still there?'),
  (0, 1, 'ai', 'Hi [first], Rylie here, the AI assistant at Oak Ridge Toyota. Yes, [stock] is on the lot [price]. Would you like to drive it this week?'),
  (0, 2, 'customer', 'Can I talk to somebody about the numbers?'),
  (0, 3, 'staff', 'Hi [first], Sam here. Come by and I will have the [vehicle] out front and the numbers ready.'),
  (1, 0, 'customer', 'What do you want for [stock]?'),
  (1, 1, 'ai', 'Hi [first], Rylie here, the AI assistant at Oak Ridge Toyota. The [vehicle] is [price]. Would you like to see it?'),
  (1, 2, 'customer', 'A bit over what I can do. Thanks.'),
  (2, 0, 'customer', 'Do you have a [vehicle]?'),
  (2, 1, 'ai', 'Hi [first], Rylie here, the AI assistant at Oak Ridge Toyota. Yes, one, [price], stock [stock]. When would you like to drive it?'),
  (2, 2, 'customer', 'Tomorrow after work, around 5:30.'),
  (2, 3, 'staff', 'Sam here, see you at 5:30, [first]. Please bring your licence.'),
  (3, 0, 'customer', 'Saw the [vehicle] on your site. Any accidents?'),
  (3, 1, 'ai', 'Hi [first], Rylie here, the AI assistant at Oak Ridge Toyota. I am asking the team for the history report of [stock].'),
  (3, 2, 'staff', 'Hi [first], Sam here. One owner and no accidents on the report. I can mail it to you.'),
  (3, 3, 'customer', 'I found one closer to home, but thank you.'),
  (4, 0, 'customer', 'Is [stock] all-wheel drive?'),
  (4, 1, 'ai', 'Hi [first], Rylie here, the AI assistant at Oak Ridge Toyota. Let me look: the listing of the [vehicle] says so under drivetrain, and I can send you the link. Would you like to drive it?'),
  (4, 2, 'customer', 'Yes please, on Saturday morning.'),
  (5, 0, 'customer', 'Are you open on Sunday?'),
  (5, 1, 'ai', 'Hi [first], Rylie here, the AI assistant at Oak Ridge Toyota. Sales is open Sunday from 11 am to 4 pm. Is there a car you would like to see?'),
  (6, 0, 'customer', 'Would you take a 2015 Corolla in trade for the [vehicle]?'),
  (6, 1, 'ai', 'Hi [first], Rylie here, the AI assistant at Oak Ridge Toyota. We appraise trade-ins on site in about 30 minutes, at no charge. When could you come by?'),
  (6, 2, 'customer', 'I will think about it.')
) as m (story, turn, author, content) on m.story = p.story
cross join lateral (select p.started_at + case m.turn when 0 then interval '0' when 1 then p.ai_seconds * interval '1 second'
  else (m.turn * 7 + p.n % 5) * interval '1 minute' end as said_at) as t
order by t.said_at;

insert into public.handovers (id, dealership_id, conversation_id, reason, requested_at)
select md5('handover' || p.n)::uuid, '0a000000-0000-4000-8000-000000000001', p.conversation_id,
  case p.story when 0 then 'negotiation' when 2 then 'asked_for_person' else 'fact_missing' end,
  p.started_at + p.ai_seconds * interval '1 second'
from past as p where p.story in (0, 2, 3);
update public.handovers as h
set taken_by = '0a000000-0000-4000-8000-0000000000a3', taken_at = m.created_at - interval '1 minute',
  replied_message_id = m.id, replied_at = m.created_at, ended_at = m.created_at, ended_how = 'replied'
from past as p
join public.messages as m on m.conversation_id = p.conversation_id and m.author = 'staff'
where h.conversation_id = p.conversation_id;

-- Sam took them himself: nobody is told what he did.
select set_config('request.jwt.claims', '{"sub": "0a000000-0000-4000-8000-0000000000a3"}', false);
insert into public.leads (id, dealership_id, lead_source_id, customer_id, conversation_id, vehicle_id, status, interest,
  assigned_to, outcome, received_at, first_response_at, first_response_author, closed_at)
select md5('lead' || p.n)::uuid, s.dealership_id, s.id, p.customer_id, p.conversation_id, p.vehicle_id, l.status,
  p.vehicle, '0a000000-0000-4000-8000-0000000000a3', l.outcome, p.started_at, p.started_at + p.ai_seconds * interval '1 second', 'ai',
  case when l.status in ('sold', 'lost') then p.started_at + interval '20 hours' end
from past as p
join (values (0, 'sold', 'bought_here'), (1, 'lost', 'not_interested'), (2, 'shown', null), (3, 'lost', 'bought_elsewhere'),
  (4, 'working', null), (6, 'lost', 'unreachable')) as l (story, status, outcome) on l.story = p.story
join public.lead_sources as s on s.dealership_id = '0a000000-0000-4000-8000-000000000001'
  and s.name = (array['AutoTrader', 'Cars.com', 'Website', 'Text'])[1 + p.n % 4];
select set_config('request.jwt.claims', '', false);
insert into public.lead_source_credits (id, dealership_id, lead_id, lead_source_id, received_at)
select l.id, l.dealership_id, l.id, l.lead_source_id, l.received_at
from public.leads as l join past as p on l.id = md5('lead' || p.n)::uuid;

update public.conversations as c
set status = 'closed', closed_at = p.started_at + interval '20 hours', unread_count = 0, ai_context = '{"seeded": true}'
from past as p where c.id = p.conversation_id;
drop table past;

-- One who writes by mail.
insert into public.customers (id, dealership_id, full_name)
values ('0a000000-0000-4000-8000-00000000c151', '0a000000-0000-4000-8000-000000000001', 'Joel Baker')
on conflict do nothing;
insert into public.customer_identities (dealership_id, customer_id, kind, value)
values ('0a000000-0000-4000-8000-000000000001', '0a000000-0000-4000-8000-00000000c151', 'email', 'joel.baker@shopper.example')
on conflict do nothing;
insert into public.conversations (id, dealership_id, customer_id, channel, mailbox_id, customer_address, vehicle_id, created_at)
select '0a000000-0000-4000-8000-00000000d151', m.dealership_id, '0a000000-0000-4000-8000-00000000c151', 'email', m.id,
  'joel.baker@shopper.example', (select v.id from public.vehicles as v
    where v.dealership_id = m.dealership_id and v.stock_number = 'T4624'), now() - interval '50 minutes'
from public.mailboxes as m where m.address = 'hello@oak.example'
on conflict do nothing;
insert into public.consents (dealership_id, customer_id, channel, address, status, method, occurred_at)
select c.dealership_id, c.customer_id, 'email', c.customer_address, 'granted', 'inbound_message', c.created_at
from public.conversations as c
where c.id = '0a000000-0000-4000-8000-00000000d151'
  and not exists (select from public.consents as k
    where k.dealership_id = c.dealership_id and k.address = c.customer_address);
insert into public.messages (dealership_id, conversation_id, direction, author, channel, subject, content, delivery_status,
  provider, evidence, ai_model, ai_confidence, persona_id, created_at, sent_at, delivered_at)
select c.dealership_id, c.id, m.direction, m.author, 'email', m.subject, m.content, m.status, 'sendgrid',
  case m.author when 'ai' then jsonb_build_array(
    jsonb_build_object('kind', 'vehicle', 'id', c.vehicle_id, 'fields', '["price_cents", "status"]'::jsonb)) else '[]' end,
  case m.author when 'ai' then 'local' end, case m.author when 'ai' then 0.9 end,
  case m.author when 'ai' then (
    select n.id from public.personas as n where n.dealership_id = c.dealership_id and n.is_default) end,
  now() - m.minutes * interval '1 minute',
  case m.author when 'ai' then now() - m.minutes * interval '1 minute' end,
  case m.author when 'ai' then now() - m.minutes * interval '1 minute' end
from public.conversations as c, (values
  (50, 'inbound', 'customer', '2022 Tacoma SR5', 'received', 'Hello, is the 2022 Tacoma SR5 still for sale, and can I see it on a weekday evening?'),
  (49, 'outbound', 'ai', 'Re: 2022 Tacoma SR5', 'delivered', 'Hello Joel,

Rylie here, the AI assistant at Oak Ridge Toyota. Yes, the 2022 Toyota Tacoma SR5 (stock T4624) is on the lot at $25,905. We are open until 8 pm from Monday to Thursday. Which evening suits you?')
) as m (minutes, direction, author, subject, status, content)
where c.id = '0a000000-0000-4000-8000-00000000d151'
  and not exists (select from public.messages as k where k.conversation_id = c.id)
order by m.minutes desc;

-- A plan of follow-up to look at; it is off until somebody switches it on.
with plan as (
  insert into public.sequences (id, dealership_id, name)
  select (left(d.id::text, 2) || '000000-0000-4000-8000-00000000ef01')::uuid, d.id, 'Three gentle reminders'
  from public.dealerships as d
  where d.id in ('0a000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-000000000001')
  on conflict do nothing returning *)
insert into public.sequence_steps (dealership_id, sequence_id, position, wait_minutes, channel, template)
select p.dealership_id, p.id, s.n, s.wait, s.channel, s.template
from plan as p, (values
  (1, 1440, 'sms', 'Hi {{customer_first_name}}, are you still looking at the {{vehicle}}?'),
  (2, 2880, 'email', 'Hello {{customer_first_name}}, the {{vehicle}} is still here. Shall we find a time for you to see it?'),
  (3, 4320, 'call_task', 'Ask how the search for the {{vehicle}} goes')) as s (n, wait, channel, template);

-- Days are counted from the day the seed runs, times are the dealership's own.
insert into public.appointments (id, dealership_id, kind, status, customer_id, conversation_id, lead_id, vehicle_id,
  resource_id, starts_at, ends_at, idempotency_token, booked_by)
select a.id, c.dealership_id, a.kind, a.status, c.customer_id, c.id, l.id,
  case when a.kind = 'test_drive' then c.vehicle_id end, r.id, t.starts_at,
  t.starts_at + a.minutes * interval '1 minute', a.id, a.booked_by
from (values
  ('0ad001', 'test_drive', 'unconfirmed', 1, '10:30', 45, 'ee02', 'ai'),
  ('0ad004', 'test_drive', 'completed', -1, '09:30', 45, 'ee02', 'staff'),
  ('0ad005', 'appraisal', 'confirmed', 1, '17:00', 30, 'ee01', 'staff'),
  ('0ad009', 'appraisal', 'unconfirmed', 2, '14:00', 30, 'ee01', 'ai'),
  ('0bd001', 'test_drive', 'confirmed', 2, '11:00', 45, 'ee01', 'ai'),
  ('0bd004', 'service', 'completed', 0, '08:00', 60, 'ee02', 'staff')
) as v (thread, kind, status, days, at, minutes, resource, booked_by)
cross join lateral (select md5('appointment' || v.thread)::uuid as id, v.*) as a
join public.conversations as c on c.id = (left(a.thread, 2) || '000000-0000-4000-8000-00000000' || right(a.thread, 4))::uuid
join public.dealerships as d on d.id = c.dealership_id
cross join lateral (
  select ((now() at time zone d.timezone)::date + a.days + a.at::time) at time zone d.timezone as starts_at) as t
join public.resources as r on r.id = (left(a.thread, 2) || '000000-0000-4000-8000-00000000' || a.resource)::uuid
left join public.leads as l on l.dealership_id = c.dealership_id and l.conversation_id = c.id
on conflict do nothing;

insert into public.web_chat_widgets (dealership_id, public_key, is_enabled, greeting)
values
  ('0a000000-0000-4000-8000-000000000001', 'wc_oakdemo0001', true, 'Looking for a Toyota, or have one with us? Ask away.'),
  ('0b000000-0000-4000-8000-000000000001', 'wc_pinedemo0001', true, 'Questions about a Ford? We are here.')
on conflict do nothing;

-- The keys of the demo: lead_demo_oak and lead_demo_pine. One document waits because a tag in it was never closed.
insert into public.lead_addresses (id, dealership_id, department, local_part, token_hash, token_hint)
values
  ('0a000000-0000-4000-8000-00000000ad01', '0a000000-0000-4000-8000-000000000001', 'sales', 'leads-oak',
    encode(sha256('lead_demo_oak'), 'hex'), '_oak'),
  ('0b000000-0000-4000-8000-00000000ad01', '0b000000-0000-4000-8000-000000000001', 'sales', 'leads-pine',
    encode(sha256('lead_demo_pine'), 'hex'), 'pine')
on conflict do nothing;

with document as (
  insert into public.adf_documents (id, dealership_id, lead_address_id, door, recipient, sender_domain, dedupe_key,
    content_type, raw, received_at)
  values ('0a000000-0000-4000-8000-00000000ad11', '0a000000-0000-4000-8000-000000000001',
  '0a000000-0000-4000-8000-00000000ad01', 'email', 'leads-oak@leads.example', 'portal.example', 'demo-unbalanced',
  'application/xml', convert_to('<?xml version="1.0"?>
<adf>
  <prospect>
    <id sequence="1" source="AutoTrader">AT-90417</id>
    <vehicle interest="buy" status="used"><year>2021</year><make>Honda</make><model>Civic</model></vehicle>
    <customer>
      <contact>
        <name part="full">Priya Raman</name>
        <phone type="cellphone">555-010-1177
        <email>priya@shopper.example</email>
      </contact>
      <comments>Is the Civic still there? I can come by on Saturday.</comments>
    </customer>
    <provider><name>AutoTrader</name></provider>
  </prospect>
</adf>
', 'UTF8'), now() - interval '12 minutes')
  on conflict do nothing returning *)
select private.promise_ingest(d, 0) from document as d;

insert into public.message_templates (dealership_id, name, body, stage, language)
select d.id, m.name, m.body, m.stage, m.language
from public.dealerships as d, (values
  ('First hello', 'Hi {{customer_first_name}}, this is {{staff_name}} at {{dealership_name}}. How can I help?', 'open', 'en'),
  ('Still here', 'Good news: the {{vehicle}} is still here. Would you like to see it this week?', 'explore', 'en'),
  ('Where we are', 'We are at {{dealership_address}}. Call {{dealership_phone}} when you are close and I will come out.', 'visit', 'en'),
  ('Primer saludo', 'Hola {{customer_first_name}}, soy {{staff_name}} de {{dealership_name}}. ¿En qué le ayudo?', 'open', 'es'))
  as m (name, body, stage, language)
where d.id in ('0a000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-000000000001')
on conflict do nothing;
