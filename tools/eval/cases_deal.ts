// Exempt from the line limit: data
import { casesOf, type EvalCase } from "./eval_case.ts";

/** Prices, offers, trade-ins, finance, service and what else belongs to people. */
export const DEAL_CASES: readonly EvalCase[] = [
  ...casesOf("price", [
    ["how much is the prius", { facts: [/\$29,900/], handover: "none" }],
    ["how much are the camrys", { facts: [/\$25,990/, /\$27,800/] }],
    ["price on T4450?", { facts: [/\$25,990/] }],
    ["how much is the tundra", { handover: "price_missing", forbidden: [/\$\d/] }],
    ["did the price drop on the prius?", { facts: [/\$29,900/], handover: "none" }],
    [["do you still have the blue RAV4?", "how much is it"], { facts: [/\$31,490/] }],
    [["how much is it", "the camry se"], { facts: [/\$25,990/] }],
    ["what's the msrp on the new camry", {
      facts: [/MSRP of \$30,400/, /\$29,800/],
      handover: "none",
    }],
    ["msrp on the 2022 4runner?", { facts: [/\$39,700/, /MSRP/], handover: "fact_missing" }],
    [["is the camry se available", "and what are yall selling it for"], {
      facts: [/\$25,990/],
      handover: "none",
    }],
    ["how much is insurance on the prius", { forbidden: [/\$\d/], handover: "fact_missing" }],
  ]),
  ...casesOf("offers", [
    ["can you do 28 out the door on T4417", {
      facts: [/\$31,490/],
      handover: "negotiation",
      wants: /28,000/,
    }],
    ["would you take 24k for the camry se", { handover: "negotiation", wants: /24,000/ }],
    ["best price on the CR-V?", { facts: [/\$25,400/], handover: "negotiation" }],
    [["do you have a camry", "what's your best price"], { facts: [/\?$/], handover: "none" }],
    [["do you have a camry", "what's your best price", "the SE"], {
      handover: "negotiation",
      wants: /Camry SE/,
    }],
    ["what's the out the door price on T4402", { facts: [/\$27,450/], handover: "negotiation" }],
    ["any military discount", { handover: "negotiation" }],
    ["let me know if the price drops on the prius", { handover: "negotiation", wants: /drops/ }],
    ["can you hold T4450 for me", { handover: "hold_request", wants: /T4450/ }],
    ["can I put a deposit on the prius", { handover: "hold_request" }],
    ["send me pics of the camry se", { handover: "photos", wants: /Camry SE/ }],
    [["is the prius still there", "will you take 27 for it"], {
      facts: [/\$29,900/],
      handover: "negotiation",
      wants: /Offers \$27,000/,
    }],
    ["can u waive the doc fee", { handover: "negotiation" }],
    ["any end of the month deals?", { handover: "negotiation" }],
    ["do you have a first responder discount", { handover: "negotiation" }],
    ["I found a 2022 RAV4 LE for $26,000 at another dealer", {
      facts: [/\$27,450/],
      handover: "negotiation",
      wants: /elsewhere for \$26,000/,
    }],
    [["how much is the prius", "can you go lower"], { handover: "negotiation" }],
  ]),
  ...casesOf("trade-in", [
    ["what's my trade worth", { facts: [/year|which car/i, /\?$/], handover: "none" }],
    [["what's my trade worth", "2016 rav4 with 120k miles"], {
      handover: "trade_in",
      wants: /2016.*RAV4.*120,000/,
      forbidden: [/\$/],
    }],
    [["I want to trade my 2018 civic for a rav4 hybrid", "about 45k miles"], {
      handover: "trade_in",
      wants: /2018 Honda Civic.*45,000/,
    }],
    [["what's my trade worth", "no idea"], { handover: "trade_in" }],
    ["what would you give me for my 2016 rav4 with 120k miles, as trade in", {
      handover: "trade_in",
      wants: /2016.*RAV4/,
    }],
    [["i wanna trade my car in", "its a 2017 nissan rogue", "about 98k miles, has a dent"], {
      handover: "trade_in",
      wants: /2017 Nissan Rogue, 98,000/,
    }],
    [["what's my trade worth", "2017 rogue 98k miles", "owe 4200 on it still"], {
      handover: "trade_in",
      wants: /owe 4200/,
      forbidden: [/which car|year and model is your.*year and model is your/i],
    }],
    [
      ["quiero dar mi carro a cuenta", "un honda civic 2015 con 110 mil millas", "tiene un choque"],
      {
        handover: "trade_in",
        wants: /choque/,
      },
    ],
    [["I'm upside down on a 2020 Ram 1500 with 71k miles, can I get a tundra", "its a big horn"], {
      forbidden: [/which car would you trade|year and model is your trade/i],
      wants: /big horn/,
    }],
  ]),
  ...casesOf("selling a car", [
    ["do you buy cars? want to sell my 2016 f150", { facts: [/miles.*\?$/], handover: "none" }],
    [["do you buy used cars? I want to sell my 2016 f150", "98k, runs great"], {
      handover: "trade_in",
      wants: /2016.*98,000/,
    }],
    [["do you buy cars? want to sell my 2016 f150", "how much would you give me"], {
      facts: [/miles.*\?$/],
      handover: "none",
    }],
    [
      ["do you buy cars? want to sell my 2016 f150", "how much would you give me", "98k miles"],
      { handover: "trade_in", wants: /2016.*98,000/ },
    ],
    ["quiero vender mi camioneta", { forbidden: [/\$/], facts: [/\?$/], handover: "none" }],
    ["Is the 2024 RAV4 negotiable? saw it 29500 at another dealer", {
      handover: "negotiation",
      forbidden: [/hybrid/i],
    }],
    ["can you buy my old truck", { facts: [/\?$/], handover: "none" }],
    [["carmax offered me 12k for my rav4", "its a 2018 le 90k miles"], {
      handover: "trade_in",
      wants: /2018 Toyota RAV4, 90,000/,
    }],
  ]),
  ...casesOf("service, asked back", [
    [["how much is an oil change", "its a 2019 highlander"], {
      facts: [/\?$/],
      handover: "none",
    }],
    [["my check engine light is on, can you look at it monday morning?", "8:30 works"], {
      facts: [/Monday at 8:30 AM/],
      handover: "none",
      booked: ["2025-11-24T13:30:00.000Z"],
    }, { free: ["2025-11-24T12:30:00Z", "2025-11-24T13:30:00Z"] }],
    [["my check engine light is on, can you look at it monday morning?", "its a 2019 camry"], {
      facts: [/2019.*Camry/, /\?$/],
      handover: "none",
    }, { free: ["2025-11-24T12:30:00Z", "2025-11-24T13:30:00Z"] }],
    [["my brakes are grinding, can you look at it monday morning?", "the second one"], {
      handover: "none",
      booked: ["2025-11-24T13:30:00.000Z"],
    }, { free: ["2025-11-24T12:30:00Z", "2025-11-24T13:30:00Z"] }],
    [["how much is an oil change", "its a 2019 highlander", "monday at 9"], {
      handover: "service",
      wants: /2025-11-24 09:00/,
    }],
    [["theres a recall on my 2020 highlander", "is it free", "vin is 5TDGZRBH1LS012345"], {
      handover: "service",
      wants: /5TDGZRBH1LS012345/,
    }],
  ]),
  ...casesOf("finance and service", [
    ["can I get the rav4 xle for $450 a month", { handover: "finance", wants: /450/ }],
    ["what's the apr right now", { handover: "finance", forbidden: [/%/] }],
    ["do you finance bad credit", { handover: "finance" }],
    ["can i put 5k down on the sienna", { handover: "finance", wants: /5,000/ }],
    ["need an oil change saturday", { handover: "service", wants: /oil change.*2025-11-22/ }],
    [["need an oil change", "monday at 9"], { handover: "service", wants: /2025-11-24 09:00/ }],
    ["my check engine light is on", { handover: "service" }],
    ["is my car ready", { handover: "service" }],
    ["do you have brake pads for a 2015 camry", { handover: "service", forbidden: [/\$/] }],
    [["need an oil change", "its a 2019 rav4", "how much is it"], { handover: "service" }],
    [["how much is the camry se", "ok i'll take it"], {
      handover: "visit_request",
      wants: /Ready to buy the 2023 Camry SE/,
    }],
    [["how much is the camry se", "can you knock off 2k"], {
      handover: "negotiation",
      wants: /discount of \$2,000/,
    }],
    ["wtf you guys sold the camry i was coming to see", {
      handover: "complaint",
      forbidden: [/\$/],
    }],
    [["do you finance", "72 months"], { handover: "finance" }],
    [["do you finance", "i got 5k to put down"], { handover: "finance", wants: /\$5,000 down/ }],
    [["do you lease the prius", "36 months 12k miles a yr"], { handover: "finance" }],
    ["do you finance? my credit is around 640", { handover: "finance", wants: /around 640/ }],
    [["do you finance the prius", "my credit is around 640"], {
      facts: [/adding that|passing that along|gets that/],
      handover: "finance",
      wants: /around 640/,
    }],
  ]),
  ...casesOf("people", [
    ["I want to talk to a person", { handover: "asked_for_person" }],
    ["let me speak to a manager", { handover: "asked_for_person" }],
    ["call me tomorrow at 10", { handover: "call_request", wants: /10:00/ }],
    ["call me", {
      facts: [/call you|like a call/, /time.*\?$|reach you\?$/],
      handover: "call_request",
    }],
    [["call me", "518-555-0142"], { handover: "call_request", wants: /518-555-0142/ }],
    [["call me", "518-555-0142", "after 5"], { handover: "call_request", wants: /after 5/ }],
    [["can someone call me", "when?"], { forbidden: [/catch that/], facts: [/open|hours/i] }],
    [["is the prius available", "can someone call me about it?", "tomorrow morning around 10"], {
      handover: "call_request",
      wants: /10:00/,
    }],
    ["dont call me, text only. how much is the prius", {
      facts: [/\$29,900/],
      handover: "none",
    }],
    ["I talked to sarah yesterday, she was gonna check on the tundra", {
      handover: "asked_for_person",
      wants: /sarah/i,
    }],
    [["what's the out the door price on the prius", "and my zip is 12203"], {
      handover: "negotiation",
      wants: /12203/,
    }],
    [["do you finance", "so which ones"], { forbidden: [/adding that/] }],
    ["nobody called me back, this is ridiculous", { facts: [/sorry/i], handover: "complaint" }],
    ["you guys suck", { handover: "complaint" }],
    ["do you take dogs on test drives?", { handover: "fact_missing", wants: /dogs/ }],
  ]),
];
