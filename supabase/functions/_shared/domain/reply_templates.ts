// Exempt from the line limit: data. A table of sentences.

/**
 * English sentences by purpose; {slots} are filled by the writer, which never repeats a sentence in
 * a thread while another is left. A key that starts with `ask_` holds the one advancing question.
 */
export const ENGLISH = {
  intro: [
    "{hi}{name}, this is {persona}, the AI assistant at {store}.",
    "{hi}{name}, {persona} here, the AI assistant at {store}.",
    "{hi}{name}. I'm {persona}, the AI assistant at {store}.",
  ],
  greeting: ["{hi}{name}.", "{hi} again{name}."],
  available_one: [
    "Yes, we still have the {vehicle}{details}.",
    "Yes, it's here: the {vehicle}{details}.",
    "It's still available: the {vehicle}{details}.",
    "We do have the {vehicle}{details}.",
  ],
  available_some: [
    "Yes, we have {count}: {list}.",
    "We do, {count} of them: {list}.",
    "There are {count} here: {list}.",
    "{count} on the lot: {list}.",
  ],
  available_many: [
    "Yes, we have several. A few of them: {list}.",
    "We do. Some of what's here: {list}.",
    "There's a good choice here, for example: {list}.",
  ],
  found_one: [
    "One fits: the {vehicle}{details}.",
    "I found one: the {vehicle}{details}.",
    "There's the {vehicle}{details}.",
  ],
  found_some: [
    "{count} fit: {list}.",
    "Here's what fits: {list}.",
    "I found {count}: {list}.",
    "These match: {list}.",
  ],
  found_many: [
    "Several fit. To start: {list}.",
    "There's a good choice. A few: {list}.",
    "Plenty to look at. Three of them: {list}.",
  ],
  for_shopper: ["For {whom}: {list}.", "What fits {whom}: {list}.", "Here for {whom}: {list}."],
  lowest_price: [
    "The lowest price right now is the {vehicle}{details}.",
    "Lowest priced at the moment: the {vehicle}{details}.",
  ],
  lowest_miles: [
    "The fewest miles right now: the {vehicle}{details}.",
    "Lowest miles on the lot: the {vehicle}{details}.",
  ],
  newest: [
    "The newest one here: the {vehicle}{details}.",
    "Newest right now is the {vehicle}{details}.",
  ],
  none: [
    "I don't see {wanted} in stock right now.",
    "We don't have {wanted} at the moment.",
    "There's no match for {wanted} on the lot today.",
  ],
  make_missing: [
    "We don't have any {make} in stock right now.",
    "There's no {make} in our inventory at the moment.",
  ],
  near: [
    "Closest we have: {list}.",
    "The nearest match: {list}.",
    "Close to that: {list}.",
  ],
  sold: [
    "The {vehicle} has been sold.",
    "The {vehicle} is sold, so I can't offer that one.",
    "That {vehicle} has sold.",
  ],
  gone: ["The {vehicle} is no longer in our inventory.", "The {vehicle} has left our inventory."],
  pending: [
    "The {vehicle} has a sale pending, so I can't count on it.",
    "There's a sale pending on the {vehicle}.",
    "Someone has a sale pending on the {vehicle}.",
  ],
  alternatives: [
    "Similar and available: {list}.",
    "Close to it and here: {list}.",
    "What we do have: {list}.",
  ],
  no_alternatives: [
    "I don't see a close match in stock today.",
    "Nothing close to it is here today.",
  ],
  unknown_stock: [
    "I can't find that stock number in our inventory.",
    "That stock number isn't in our inventory.",
  ],
  unknown_vin: ["I can't find that VIN in our inventory.", "That VIN isn't in our inventory."],
  price_one: [
    "The {vehicle} is listed at {price}.",
    "{price} is the listed price on the {vehicle}.",
    "We have the {vehicle} at {price}.",
  ],
  price_it: [
    "It's listed at {price}.",
    "The listed price is {price}.",
    "We have it at {price}.",
    "{price}, as listed.",
    "Our listing shows {price}.",
  ],
  price_some: [
    "Listed prices: {list}.",
    "Here are the prices: {list}.",
    "Prices as listed: {list}.",
  ],
  price_missing: [
    "I don't have a confirmed price on the {vehicle}, the team will confirm the price.",
    "The {vehicle} has no posted price yet, the team will confirm the price.",
  ],
  facts: ["The {vehicle} {facts}.", "I checked: the {vehicle} {facts}."],
  facts_it: ["It {facts}.", "Per the listing, it {facts}.", "I checked, it {facts}."],
  facts_yes: ["Yes, the {vehicle} {facts}.", "Yes, per the listing the {vehicle} {facts}."],
  facts_yes_it: ["Yes, it {facts}.", "Yes, per the listing it {facts}."],
  facts_some: ["{list}.", "From the listings: {list}."],
  missing_facts: [
    "The listing doesn't say anything about {items}.",
    "I don't see {items} on the listing.",
    "The listing I have doesn't cover {items}.",
  ],
  overview: ["The {vehicle}: {facts}.", "Here's the {vehicle}: {facts}."],
  compare: ["{first}. {second}.", "Side by side: {first}. {second}."],
  compare_result: ["{result}.", "In short: {result}."],
  cheaper_some: ["Priced lower: {list}.", "For less: {list}.", "A step down in price: {list}."],
  cheaper_none: [
    "I don't see anything similar for less right now.",
    "Nothing similar is priced lower at the moment.",
  ],
  hours_day: [
    "{we} open {hours} {day}.",
    "{day_first} {we_low} open {hours}.",
  ],
  hours_weekday: [
    "{weekdays_first} {we_low} open {hours}.",
    "{we} open {hours} on {weekdays}.",
  ],
  weekday_closed: ["{we} closed on {weekdays}.", "{weekdays_first} {we_low} closed."],
  no_service: ["There's no service on {weekdays}.", "{weekdays_first} there's no service."],
  hours_until: ["{we} open until {closes} today."],
  hours_closed: ["{we} closed {day}."],
  hours_holiday: ["{we} closed {day} for {holiday}."],
  hours_holiday_open: ["{we} open {hours} {day}, holiday hours for {holiday}."],
  hours_now_open: ["Yes, {we_low} open until {closes} today.", "{we} open now, until {closes}."],
  hours_now_closed: ["{we} closed right now.", "Not at the moment, {we_low} closed."],
  hours_next: ["We open again {when}.", "Doors open {when}.", "We're back {when}."],
  hours_week: ["{we} open {week}.", "Hours: {week}."],
  hours_missing: [
    "I don't have those hours in front of me.",
    "I don't have a reliable answer on those hours.",
  ],
  location: ["We're at {address}.", "You'll find us at {address}.", "Our address is {address}."],
  location_missing: ["I don't have our address in front of me."],
  phone: ["You can call us at {phone}.", "Our number is {phone}."],
  phone_missing: ["I don't have a phone number to give you here."],
  bot: [
    "I'm AI, yes. Say the word any time you'd rather have a person.",
    "Yes, AI. The team reads this too, so ask for a person any time.",
  ],
  bot_who: [
    "This is {persona}, the AI assistant at {store}.",
    "It's {persona}, the AI assistant at {store}.",
  ],
  bot_known: [
    "Yes, AI. People at {store} read this too, so ask for one of them any time.",
    "That's right, I'm an AI assistant. Say the word if you'd rather have a person.",
  ],
  spanish: ["Yes, we can write in Spanish."],
  privacy: [
    "I can't share anything about other customers or what they wrote.",
    "What other people write or buy stays with them, so I can't share it.",
  ],
  no_call: ["Sure, texting works fine here.", "No problem, we can do this in writing."],
  thanks: ["You're welcome{comma_name}.", "Happy to help{comma_name}.", "Any time{comma_name}."],
  goodbye: ["Take care{comma_name}.", "Talk soon{comma_name}.", "Have a good one{comma_name}."],
  decline: [
    "No problem. We're here if anything comes up.",
    "Understood. Reach out whenever it suits you.",
    "All good. Text here if that changes.",
  ],
  bought: [
    "Congratulations, and thanks for letting us know.",
    "Good to hear you found one. Thanks for telling us.",
  ],
  injection: [
    "I can only go by what's in our inventory and what the store has approved.",
    "That's not something I can change. I work from our listed inventory.",
  ],
  sorry_loss: [
    "I'm very sorry for your loss{comma_name}. There's no rush on anything here.",
    "I'm so sorry for your loss{comma_name}. Take all the time you need.",
  ],
  sorry_accident: [
    "I'm sorry to hear that, I hope you're okay.",
    "I'm sorry, that sounds rough.",
  ],
  sorry_complaint: [
    "I'm sorry about that{comma_name}. It's not how we want this to go.",
    "That shouldn't have happened{comma_name}, and I'm sorry.",
    "I understand why you're upset{comma_name}, and I'm sorry.",
  ],
  calm: ["I hear you.", "Understood.", "I hear you, and I'll keep this short."],
  legal: [
    "I understand, and I'll leave this to the right person.",
    "Understood. A person should answer this, not me.",
  ],
  wrong_number: ["Sorry about that.", "My apologies for the mix-up."],
  opt_out_done: [
    "Understood. You won't get more texts from {store}. Reply START if you ever want them again.",
  ],
  price_firm: ["The listed price is {price}.", "It's listed at {price}."],
  visit_open: [
    "We're open {hours} {day}, so {time} fits.",
    "{time} {day} is within our hours.",
    "{time} {day} works with our hours, {hours}.",
  ],
  visit_part_open: ["We're open {hours} {day}.", "{day_first} we're open {hours}."],
  visit_closed_time: [
    "We're open {hours} {day}, so {time} is outside our hours.",
    "{time} is outside our hours {day}, which are {hours}.",
  ],
  visit_closed_day: ["We're closed {day}.", "{day_first} we're closed."],
  visit_past: ["That time has already passed today.", "It's already past that time today."],
  no_rush: [
    "No rush. Text me when you know.",
    "No problem, take your time. I'm here when you know more.",
    "That's fine, there's no hurry. Just text back here.",
  ],
  thanks_name: ["Thank you, {given_name}.", "Nice to meet you, {given_name}."],
  trade_noted: [
    "The team values trade-ins in person, and a few details help them.",
    "Happy to get your trade looked at, the team does the numbers.",
  ],
  service_car: ["Thanks, I've noted your {car}.", "Got it, your {car}."],
  service_noted: [
    "Our service team takes care of that.",
    "That's something our service team does.",
  ],
  price_today: [
    "That's the price as of today, earlier ones aren't in front of me.",
    "I only see today's price, so I can't compare it with an earlier one.",
  ],
  more_some: ["Also here: {list}.", "A few more: {list}.", "Beyond those: {list}."],
  more_none: ["That's all that fits right now.", "Those are the ones that fit at the moment."],
  visit_closed_now: ["We're done for today.", "Today's hours are over."],
  slot_free: ["{when} is free."],
  slot_offer: ["Free times: {list}.", "These times are free: {list}."],
  slot_taken: ["That time was just taken.", "Somebody just took that time."],
  slot_none: ["I don't have a free time then.", "There's no free time then."],
  booked: ["You're set for {when}{details}.", "Done, you're set for {when}{details}."],
  moved: ["Moved, you're set for {when} now.", "You're set for {when} instead."],
  cancelled: ["Your time {when} is cancelled.", "Cancelled: your time {when}."],
  no_booking: ["I don't see an upcoming time for you here."],
  ask_open: ["What can I help you with?", "What would you like to know?", "How can I help?"],
  ask_more: ["What else would you like to know?", "Is there anything else I can look up?"],
  ask_visit: [
    "Would you like to come see it?",
    "Want to take a look in person?",
    "What day would suit you for a look?",
    "Would a test drive help?",
  ],
  ask_which: [
    "Which one should I tell you more about?",
    "Does one of these stand out?",
    "Which of these fits you best?",
    "Which would you look at first?",
  ],
  ask_near: [
    "Would one of these work for you?",
    "Could one of these be a fit?",
    "Is one of these worth a look?",
  ],
  ask_near_one: ["Would that one work for you?", "Could that be a fit?"],
  ask_change: [
    "Is there another model or color I can check?",
    "What else could I check for you?",
    "Would a different year, color or budget work?",
  ],
  ask_narrow: [
    "Any color or trim you'd prefer?",
    "What matters most to you: miles, color or equipment?",
  ],
  ask_budget: [
    "Do you have a budget in mind?",
    "What budget should I stay within?",
    "Is there a price range you'd like to stay in?",
  ],
  ask_body: [
    "Are you after an SUV, a truck or a sedan?",
    "What kind of vehicle do you have in mind?",
    "What size of vehicle should I look for?",
  ],
  ask_vehicle: [
    "Which vehicle do you mean? The model or stock number is enough.",
    "Which one are you asking about? A model or stock number helps.",
  ],
  ask_number: [
    "Could you check it, or tell me the model?",
    "Which model is it? I can look that up instead.",
  ],
  ask_day: [
    "What day and time suit you?",
    "When would you like to come in?",
    "What day works for you?",
  ],
  ask_time: ["What time works for you?", "What time should I pass along?", "Around what time?"],
  ask_other_time: ["What other time would suit you?", "Is there another time that works?"],
  ask_trade: [
    "What year and model is your trade, and about how many miles?",
    "Which car would you trade, and what's the mileage?",
  ],
  ask_trade_miles: [
    "About how many miles are on it?",
    "Roughly how many miles does your trade have?",
  ],
  ask_service_day: [
    "What day and time would suit you for service?",
    "Which day and time work for the service visit?",
  ],
  ask_which_offer: [
    "Which one should I ask the team about?",
    "Which of them should the team price for you?",
  ],
  ask_slot: [
    "Which of these times suits you?",
    "Does one of these times work?",
  ],
  ask_confirm: ["Should I put you down for that time?", "Shall I take that time for you?"],
  ask_move: ["What time would suit you instead?", "Which time should I move it to?"],
  ask_name: ["What name should I put it under?", "Whose name should it go under?"],
  ask_call_time: ["What's a good time for the call?", "When is a good time to reach you?"],
  ask_call_number: ["What number is best for the call?", "Which number should they call?"],
  ask_clarify: [
    "I want to get this right. Are you asking about a vehicle, a price or our hours?",
    "I didn't quite catch that. What would you like to know about: a vehicle, a price or our hours?",
  ],
  pass_person: [
    "I'm letting the team know you'd like to talk to a person.",
    "I'm asking someone from the team to take over here.",
    "The team has your request, a person will pick this up.",
  ],
  pass_call: [
    "I'm asking someone from the team to call you.",
    "I'm letting the team know you'd like a call.",
  ],
  pass_added: [
    "Thanks, I'm adding that for the team.",
    "Got it, I'm passing that along too.",
    "Noted, the team gets that as well.",
  ],
  pass_visit: [
    "I'm passing that to the team to confirm.",
    "I'm asking the team to confirm it with you.",
    "The team will confirm it with you, I'm letting them know now.",
  ],
  pass_change: [
    "I'm letting the team know about the change.",
    "I'm passing the change to the team now.",
  ],
  pass_finance: [
    "Payments and credit are for our finance team, so I'm letting them know you asked.",
    "I don't quote payments or rates, so I'm passing this to our finance team.",
    "That's a question for our finance team, and I'm passing it to them.",
  ],
  pass_trade: [
    "The team values trade-ins, so I'm letting them know about yours.",
    "I'm passing your trade-in to the team for a value.",
  ],
  pass_offer: [
    "I can't change a price myself, so I'm passing your offer to the team.",
    "Offers go to the team, and I'm passing yours to them.",
  ],
  pass_discount: [
    "I can't change a price myself, so I'm asking the team.",
    "What they can do on price is the team's call, I'm asking them.",
  ],
  pass_total: [
    "Tax and fees come from the team, so I'm asking them for the full figure.",
    "I can't add up tax and fees here, so I'm asking the team for the total.",
  ],
  pass_service: [
    "That's for our service team, so I'm letting them know.",
    "I'm passing this to our service team.",
  ],
  pass_price: ["I'm asking them now.", "I'm letting them know you asked."],
  pass_fact: [
    "I'm asking the team to check.",
    "I'm passing the question to the team.",
    "Someone on the team can look at the car itself, so I'm asking them.",
  ],
  pass_hours: ["I'm asking the team to answer that.", "I'm letting the team know you asked."],
  pass_photos: [
    "I'm asking the team to send you photos.",
    "I'm letting the team know you'd like photos.",
  ],
  pass_buy: [
    "Great choice. I'm telling the team that you'd like to buy it.",
    "Glad to hear it. I'm letting the team know you want this one.",
  ],
  pass_hold: [
    "I can't hold a vehicle myself, so I'm letting the team know right away.",
    "Holds go through the team, and I'm telling them now.",
  ],
  pass_general: [
    "That's one for the team, so I'm letting them know you asked.",
    "I don't have that answer here, so I'm asking the team.",
    "I'd rather not guess, so I'm passing this to the team.",
  ],
  pass_unclear: [
    "I'm not following, so I'm asking a person to take a look.",
    "I'd rather not guess, so I'm asking someone from the team to step in.",
  ],
  pass_care: ["I'm asking someone from the team to look after this personally."],
  pass_complaint: [
    "I'm bringing in a manager to look at this.",
    "I'm passing this to a manager now.",
  ],
  pass_calm: [
    "I'm asking a person from the team to step in.",
    "I'm handing this to someone on the team.",
  ],
  pass_records: ["I'm asking the team to correct our records."],
  pass_several: [
    "I'm passing {topics} to the team.",
    "I'm letting the team know about {topics}.",
  ],
  team_back: ["They're back {when}.", "The team is back {when}.", "Someone is in {when}."],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The purposes every language has sentences for. */
export type TemplateKey = keyof typeof ENGLISH;

/** One language's sentences. */
export type Templates = Readonly<Record<TemplateKey, readonly string[]>>;

/** Polite handover lines for languages no facts are written in. */
export const OTHER_LANGUAGES: Readonly<Record<string, string>> = {
  fr:
    "Bonjour, ici {persona}, l'assistant IA de {store}. Je transmets votre message à l'équipe, qui vous répondra ici.",
  pt:
    "Olá, aqui é {persona}, assistente de IA da {store}. Estou passando sua mensagem para a equipe, que vai responder por aqui.",
  de:
    "Hallo, hier ist {persona}, der KI-Assistent von {store}. Ich gebe Ihre Nachricht an das Team weiter, das Ihnen hier antwortet.",
  it:
    "Buongiorno, sono {persona}, l'assistente IA di {store}. Passo il suo messaggio al team, che le risponderà qui.",
  vi:
    "Xin chào, tôi là {persona}, trợ lý AI của {store}. Tôi đang chuyển tin nhắn của bạn đến nhân viên, họ sẽ trả lời tại đây.",
  zh: "您好，我是{store}的AI助理{persona}。我正在把您的消息转给同事，他们会在这里回复您。",
  ja:
    "こんにちは。{store}のAIアシスタント、{persona}です。メッセージを担当者に伝えます。こちらで返信いたします。",
  ko:
    "안녕하세요, {store}의 AI 어시스턴트 {persona}입니다. 메시지를 담당자에게 전달하겠습니다. 여기로 답변드릴 것입니다.",
  ru:
    "Здравствуйте, это {persona}, ИИ-ассистент {store}. Я передаю ваше сообщение сотрудникам, они ответят вам здесь.",
  ar:
    "مرحبا، أنا {persona}، مساعد الذكاء الاصطناعي في {store}. سأحول رسالتك إلى الفريق وسيردون عليك هنا.",
};
