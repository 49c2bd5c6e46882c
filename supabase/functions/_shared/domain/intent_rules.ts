// Table of intent rules; longer than other files because it is a table.

/** One way a text shows an intent. Patterns read folded text. */
export interface IntentRule {
  name: string;
  confidence: number;
  pattern: RegExp;
  /** The rule does not count where this matches as well. */
  unless?: RegExp;
}

/** What a shopper may want; names are stored with messages and counted in reports. */
export const INTENT_RULES: readonly IntentRule[] = [
  rule(
    "injection",
    0.95,
    "(?:ignore|disregard|forget|override|bypass)(?: \\w+){0,4} (?:instructions?|rules?|prompts?|guidelines|programming|training)|system prompt|your (?:prompt|instructions)|you are now|pretend (?:to be|you)|act as (?:if|an?)\\b|jailbreak|developer mode|(?:ignora|olvida)(?: \\w+){0,3} (?:instrucciones|reglas)|legally binding",
  ),
  rule(
    "privacy",
    0.95,
    "\\b(?:(?:number|name|address|info(?:rmation)?|e-?mail) (?:of|for) (?:the|that|whoever) (?:\\w+ ){0,4}(?:bought|got|took|owns|owned)|(?:who|whoever) (?:bought|owned) (?:the|that|it|this)\\b|(?:previous|last|prior) owner'?s? (?:name|number|phone|info|address)|what did (?:he|she|they|(?:my|the|his|her) \\w+) (?:say|text|write|tell you|ask|pay|buy it for)|(?:other|another) (?:customer|buyer|shopper)'?s?\\b|quien (?:lo |la )?compro\\b)",
    "other customers? (?:waiting|interested|looking|say|reviews?)",
  ),
  rule(
    "spanish",
    0.95,
    "\\b(?:habla[ns]?|hablas|atienden) (?:usted(?:es)? )?(?:en )?espanol\\b|\\b(?:en espanol|espanol) por favor\\b|^\\W*(?:en )?espanol\\W*$",
  ),
  rule(
    "legal",
    0.95,
    "\\b(?:lawyer|attorney|lawsuit|legal action|small claims|better business|\\bbbb\\b|attorney general|take you to court|see you in court|lemon law|abogad[oa]|demandar(?:los)?|demanda legal)\\b|\\b(?:i'?ll|will|going to|gonna|we'?ll|i) sue\\b|\\bsue (?:you|your|the|them)\\b|\\bsuing\\b",
  ),
  rule(
    "abuse",
    0.95,
    "\\b(?:fuck (?:you|off|u|this)|f\\*+k|fck (?:you|u)|screw you|piece of (?:shit|crap|garbage)|bullshit|you(?:'re| are)?(?: all| guys)?(?: are)? (?:an? |such an? |fucking )?(?:idiots?|morons?|stupid|useless|assholes?|bitch(?:es)?|scumbags?|trash|garbage)|stupid (?:bot|robot|machine|ai)|dumb (?:bot|robot|ass)|kill yourself|shut up|pendej[oa]s?|chinga|vete a la|put[oa]s?|idiotas?|estupid[oa]s?)\\b",
  ),
  rule(
    "bereavement",
    0.9,
    "\\b(?:passed away|passed on|(?:my|our) (?:\\w+ )?(?:dad|father|mom|mother|husband|wife|son|daughter|brother|sister|grandma|grandmother|grandpa|grandfather|partner|uncle|aunt) (?:just |recently |has )?(?:died|passed)|lost (?:my|our) (?:\\w+ )?(?:dad|father|mom|mother|husband|wife|son|daughter|brother|sister|grandma|grandmother|grandpa|grandfather|partner)|funeral|(?:late|deceased) (?:father|mother|husband|wife|dad|mom)|fallecio|murio mi|mi (?:\\w+ )?(?:papa|padre|mama|madre|esposo|esposa|hijo|hija|hermano|hermana|abuelo|abuela) (?:murio|fallecio))\\b",
  ),
  rule(
    "accident",
    0.9,
    "\\bi (?:was|got|just got|have been|had) (?:in |into |an |a )*(?:\\w+ )?(?:accident|wreck|crash|collision)|\\b(?:my|our) (?:car|truck|suv|van|vehicle|\\w+) (?:was|got|is|just got) (?:totaled|totalled|wrecked|stolen)|\\bi (?:just )?(?:totaled|totalled|wrecked|crashed) (?:my|our)|\\b(?:tuve|sufri) un (?:accidente|choque)|\\bme chocaron|\\bmi (?:carro|coche|camioneta) (?:quedo|fue) (?:perdida|destruid)",
  ),
  rule(
    "wrong_number",
    0.95,
    "\\bwrong (?:number|person)\\b|\\bnumero equivocado\\b|\\bi'?m not \\w+, you have\\b|\\b(?:no one|nobody) (?:here )?(?:named|by that name)\\b",
  ),
  rule(
    "complaint",
    0.85,
    "\\b(?:complain(?:t|ing)?|wtf\\b(?!.*\\b(?:lol|haha))|this is (?:bs|b\\.s\\.|crap|nonsense|a joke)|false advertis(?:ing|ement)|you(?: guys| all| people)?(?: just| already)? sold (?:it|the \\w+|my \\w+|that one) (?:out from|on me|i was|that i was|when i)|(?:drove|came) (?:\\w+ ){0,3}\\d+ ?(?:hrs?|hours?|miles?)|unacceptable|ridiculous|terrible (?:service|experience)|horrible (?:service|experience)|worst (?:dealer|dealership|service|experience)|very disappointed|rip ?off|ripped off|scam(?:med|mers?)?|lied to|you lied|bait and switch|waste(?:d)? (?:of )?my time|never (?:coming|come) back|fed up|you(?: guys| people| all)?(?: really)? suck|this sucks|still waiting|(?:nobody|no one|noone|none of you) (?:has |ever |even )?(?:called|calls|answered|answers|replied|responded|got back|gets back)|(?:never|didn't|hasn't|haven't) (?:call(?:ed)?|heard|got(?:ten)?|get) (?:me )?back|been waiting (?:for )?(?:\\w+ )?(?:\\w+ )?(?:days?|weeks?|hours?)|queja|inaceptable|estafa|mal servicio|pesimo servicio|nadie (?:me )?(?:ha )?(?:llama|llamado|contesta|contestado|respondio|responde))\\b",
  ),
  rule(
    "person",
    0.92,
    "\\b(?:(?:i |we )?(?:left|lost|forgot) (?:my|our) (?:phone|keys?|wallet|purse|bag|jacket|coat|glasses|sunglasses|charger|garage|title|license|id)\\b|(?:talk|speak|chat|connect me|put me|get me|transfer me)(?: (?:to|with|through to|on with|directly|in touch))* (?:an? |the |your |my |some |one of your )?(?:\\w+ )?(?:person|human|someone|somebody|real person|representative|rep|agent|salesman|saleswoman|salesperson|sales ?person|sales(?: team| rep| guy| department)?|manager|gm|owner|people|guy|staff|team|anyone|operator)|(?:real|actual|live) (?:person|human|agent)|human please|a human\\b|(?:the|your|a) (?:sales |general |finance )?manager|is (?!it\\b|that\\b|this\\b|there\\b)\\w+ (?:there|in|working|available) today|hablar con (?:una?|alguien|el|la|un)|persona real|una persona|i (?:talked|spoke|was talking|was speaking|(?:have )?been talking)(?: earlier| already)? (?:to|with) (?!(?:my|our|her|him|his|them|it|you|u|another|other|the bank|friends?)\\b)\\w+|un vendedor|el gerente|un humano)\\b|^\\W*(?:human|agent|representative|person|operator|manager|persona|gerente)\\W*$",
    "warranty manager|manager'?s? specials?",
  ),
  rule(
    "no_call",
    0.92,
    "\\b(?:(?:don'?t|do not|please don'?t|no need to|never|rather not) (?:\\w+ )?(?:call|phone)(?: me)?\\b|no (?:phone )?calls\\b|(?:text|email)s? only|only (?:text|email)|(?:rather|prefer(?: to)?|just) (?:text|email)|no me llam(?:e|en)|solo (?:texto|mensajes?))",
  ),
  rule(
    "call",
    0.93,
    "\\b(?:(?:call|phone|ring) me\\b|(?:give|shoot) (?:me|us) a (?:call|ring|buzz)|call ?back\\b|(?:got|have) (?:a |any )?(?:time|minute|min|sec) to (?:talk|chat)|(?:can|could|will|would|have|get|need|want)(?: to)? (?:someone|somebody|anyone|you|u|ya|him|her|a (?:\\w+ )?(?:person|rep|manager|salesman|salesperson))(?: guys| to)? (?:please |pls )?(?:(?:call|phone|contact|reach)\\b|give (?:me|us) a (?:call|ring))|(?:like|want|need|have|get) a (?:phone )?call\\b|(?:when|is) (?:is )?(?:someone|somebody|anyone) (?:calling|going to call|gonna call)|(?:when|what time) (?:will|are) (?:you|they|u|ya) (?:gonna |going to )?call|me (?:puede|pueden|podria|podrian) llamar|llam(?:e|en|a)me|una llamada)",
    "call me (?:names|crazy|old)|don'?t|do not|no need|rather not|\\bnever\\b|no me llam|can i (?:get|have) a (?:call|number)",
  ),
  rule(
    "visit_change",
    0.9,
    "\\b(?:cancel|reschedule|move|change|push(?: back)?|postpone) (?:my|our|the|an?) (?:\\w+ )?(?:\\w+ )?(?:appointment|appt|test drive|visit|time|booking|meeting)|\\b(?:running|gonna be|going to be|i'?ll be|be) (?:a (?:few|bit|little) )?(?:\\w+ )?(?:minutes? |min )?late\\b|\\b(?:can'?t|cannot|can not|won'?t|not going to|not gonna) (?:be able to )?(?:make it|come)|(?:cancel|reschedule|move|push|change|switch) (?:it|that|this|mine)(?: back| up| out)?(?: (?:to|for|until|till|by)\\b|\\W*(?:$|please))|(?:cancel|reschedule) (?:for )?(?:today|tomorrow|tmrw|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\\b|\\b(?:cancelar|cambiar|reprogramar|mover) (?:mi|la|una) cita\\b|voy tarde|no puedo (?:ir|llegar)",
  ),
  rule(
    "trade_in",
    0.9,
    "\\b(?:trade[- ]?ins?|as (?:a |my )?trade\\b|(?:have|got|with|w\\/) an? trade\\b|trade (?:my|our|it|in|a|toward)|trading(?: in)?(?: my)?|ha(?:ve|s) (?:a|an) (?:\\w+ ){0,4}to trade|take trades?|my trade|(?:what(?:'?s| is)|how much is) (?:my (?:\\w+ ){0,3}|mine |this (?:one )?)worth|(?:how much|what) (?:for|about) mine\\b|how much is mine|appraisal|appraise|value (?:of|for) my|(?:do|would|will) (?:you|u|ya)(?: guys| all)? (?:still )?(?:buy|purchase)(?: any| used| people'?s)* (?:cars?|trucks?|suvs?|vans?|vehicles?)|(?:how much|what) (?:would|will|can|could) (?:you|u|ya)(?: guys)? (?:give|offer|pay)(?: me)?(?! .{0,20}discount)|(?:want|wanna|looking|trying|need|like)(?: to)? sell (?:my|our|a|an)|compran (?:carros|autos|coches|camionetas)|sell (?:you )?my (?:car|truck|suv|van|\\d{4}|\\w+)|buy my (?:\\w+ )?(?:car|truck|suv|van)|(?:offered|offering|gave|give|giving|quoted) me \\$?\\d[\\d,.]*k? for (?:my|mine|our)|upside down|negative equity|payoff|entregar mi|(?:a|de) cambio|dar mi (?:carro|coche|camioneta)|cambio mi|vender(?:les)? mi|cuanto (?:me )?(?:dan|darian) por|cuanto me (?:dan|darian)|(?:carro|auto|coche|camioneta|troca) a cuenta|(?:aceptan|toman|reciben) (?:mi |un |una |otro )?(?:carro|auto|coche|camioneta|troca))\\b",
  ),
  rule(
    "finance",
    0.92,
    "\\b(?:financ(?:e|es|ed|ing|iacion|iamiento|iar|ian)|apr\\b|interest(?: rates?)|(?:loan|monthly|car) payments?|payments?|per month|\\d ?a month|\\/ ?mo(?:nth)?\\b|monthly|down payment|to put down|put(?:ting)? (?:\\w+ ){1,2}down|(?:24|36|39|48|60|66|72|75|84) ?(?:months?|mos)\\b|my credit|(?:money|cash|dollars|\\d+k?|how much|zero|nothing|no money) down|leas(?:e|es|ing)\\b|credit (?:score|check|app(?:lication)?|history|union)|(?:bad|poor|no|good|my|low|great) credit|pre-?approv(?:ed|al)|approved|loan|bankruptcy|repo|co-?sign(?:er)?|itin|rates?\\b(?! it)|credito|enganche|mensualidad(?:es)?|pagos|\\d ?al mes|\\d ?por mes|tasa|interes|prestamo|arrendamiento)\\b",
    "payment method|accept credit cards?|credit cards?\\b|ratings?\\b|\\bapr\\.? \\d{1,2}(?![\\d%.])",
  ),
  rule(
    "negotiation",
    0.88,
    "\\b(?:would you (?:take|do|accept|consider)|will you (?:take|do|accept)|(?:can|could) (?:you|u|we|i) (?:guys )?(?:do|go|come|get)(?: (?:it|me|this|that|to|down|it to|any|for|at|down to|at))* \\$?\\d[\\d,.]*(?:k| grand)?(?! ?(?:pm|am|:|o'?clock))|take (?:(?:it|that|this) for )?\\$?\\d[\\d,.]*k?\\b|(?:if i pay|if i paid|paying|discount for|price for) cash|cash (?:price|discount|deal)|(?:at|on) another (?:lot|dealer|dealership|store)|(?:another|other|different) (?:dealer(?:ship)?|store|lot) (?:has|had|is|offers?|offered|said|will|quoted|wants)|best (?:price|deal|offer|you can do|cash price)|lowest (?:price )?(?:you|you'll|you will|price you|can you)|bottom (?:line|dollar)|negotia(?:te|ble|tion)|discounts?|knock (?:off|some)|come down|(?:lower|drop|reduce) (?:the|your|on the|it|its) price|work with me|wiggle room|room on (?:the )?price|price match|beat (?:this|that|their|the) (?:price|deal|quote|offer)|beat \\$?\\d[\\d,.]*k?|match (?:this|that|their) (?:price|deal|quote|offer)|out[- ]the[- ]door|out the door|\\botd\\b|sell it (?:to me )?for|my offer|i(?:'ll| will|'d| would)? (?:give|offer|pay)(?: you)? \\$?\\d[\\d,.]*k?|i can do \\$?\\d[\\d,.]*k?|cash offer|rebajar?|waive|(?:go|any|get it) lower\\b|lower than that|do (?:any )?better|first responders?|military|rebates?|incentives?|costco auto|(?:month|year|holiday|friday|weekend) (?:deals?|specials?|sales?)|(?:any|got) (?:deals?|specials?|promos?|promotions?)|sell (?:me )?(?:it|that|this|the (?:\\w+ ){1,3})(?:to me )?for \\$?\\d|found (?:\\w+ ){1,8}(?:for|at) \\$?\\d[\\d,.]*k?|\\$?\\d[\\d,.]*k? cash|how much (?:is|are|would|for) (?:the )?(?:(?:sales )?tax(?:es)?|registration|plates|tags)|(?:plus|with|and) tax(?:es)?|descuento|mejor precio|ultimo precio|lo menos|aceptan? \\$?\\d[\\d,.]*|bajar el precio|negociable|ofrezco)\\b",
    "(?:can|could) (?:you|u|we) do (?:at )?(?:1[0-2]|[1-9])(?::[0-5]\\d)?(?: instead)?\\W*$|(?:can|could|may) (?:i|we|he|she|they) (?:come|go)\\b(?! down)",
  ),
  rule(
    "service",
    0.9,
    "\\b(?:(?:how much|cost|price|quote) (?:\\w+ ){0,3}(?:brakes?|rotors|tires|battery|struts|spark plugs)|(?:is|are|while) (?:mine|my \\w+|it) (?:is )?in the shop|oil chang(?:e[sd]?|ing)|service (?:department|dept|appointment|center|advisor|visit|bay)|(?:schedule|book|need|get|make|due for)(?: an?| my| some)? (?:\\w+ )?service\\b|in for (?:an? )?(?:service|oil|repair|maintenance)|(?<!i )recall|tire rotation|new tires|brake (?:pads?|job|service|noise)|brakes? (?:are|is|squeak|grind)\\w*|alignment|inspections?|emissions test|is my (?:car|truck|suv|van|vehicle) (?:ready|done)|pick up my (?:car|truck|suv)|mi (?:carro|coche|camioneta) esta list|check engine|warning light|engine light|won't start|wont start|broke down|making (?:a |an )?(?:\\w+ )?(?:noise|sound)|repair(?:s|ed)?|body shop|collision center|parts (?:department|dept|counter)|(?:sell|need|order|carry|have) (?:\\w+ )?parts|(?:sell|order|carry|stock) (?:\\w+ ){0,4}(?:floor mats|wipers?|wiper blades|filters?|key ?fobs?|touch ?up paint)|(?:floor mats|wiper blades|key ?fobs?|(?:oil|air|cabin) filters?|touch ?up paint) for (?:an?|my|the)|windshield|battery (?:replac|died|is dead)\\w*|tune[- ]?up|maintenance|loaner|car wash|cambio de aceite|taller|servicio (?:de|para) (?:mi|mantenimiento)|mantenimiento|reparacion|reparar|frenos de mi|alineacion|mi (?:carro|coche|camioneta) (?:no|hace))\\b",
    "service (?:records?|history|contract)|maintenance (?:records?|history)|been in for|need repairs|does it need|has it had|recalls? on (?:it|this|that)",
  ),
  rule(
    "photos",
    0.9,
    "\\b(?:(?:send|text|share|have|see|get|got|need|want|any|more|mas|mande|manden|mandar|enviar|envie|ver)(?: me)?(?: (?:some|any|more|the|a|few|of|you|your|unas|las|mas|fotos?))* (?:photos?|pics?|pictures?|images?|video|walk ?around|fotos?|imagenes)|photos?\\?|pics\\?|pictures\\?|fotos?\\?)|^\\W*(?:photos?|pics?|pictures?|fotos?)(?: (?:pls|plz|please|por favor))?\\W*$",
  ),
  rule(
    "hold",
    0.88,
    "\\b(?:hold (?:it|that|this|the|one|on to it|#?[a-z]{0,3}\\d+)|put (?:a )?(?:deposit|hold)|deposit|reserve (?:it|that|this|the|one)|apartar(?:lo|la)?|aparten|deposito|don't sell it)\\b",
  ),
  rule(
    "hours",
    0.92,
    "\\b(?:(?:what|which) (?:time|hours?|days?)(?: \\w+){0,3} (?:open|close|opens|closes|closing|opening|there|available)|when (?:do|are|is|does|r|u|you)(?: \\w+){0,3} (?:open|close|closing|opening)|(?:store|business|opening|your|the|sales|service|what are|holiday|saturday|sunday|weekend) hours|hours\\?|hours (?:on|for|of|today|tomorrow|this)|are (?:you|u|y'all|yall|they)(?: guys| all| still)? (?:open|closed)|(?:you|u|y'all|yall|is the (?:store|dealership)|service)(?: guys| still)? open|open (?:on |for )?(?:thanksgiving|christmas|new year|memorial|labor|easter|black friday|the holidays?|july|the (?:fourth|4th))|open (?:today|tomorrow|now|right now|late|till|until|on|this|sundays?|saturdays?)|(?:how late|until when|till when|til when)|closed (?:today|tomorrow|on|this)|(?:is|are) (?:there )?(?:any(?:one|body)|some(?:one|body)|people|you guys) (?:there|in|around|at the (?:store|dealership|lot))(?: right)? (?:now|today|tomorrow|tonight|yet)|close(?:s|d)? (?:today|tonight|tomorrow|at|on)|a que hora (?:abren|cierran|abre|cierra)|que (?:horario|horarios|dias abren)|cual(?:es)? (?:es|son) (?:su|el|los|sus) horarios?|horarios?|estan abiertos?|abren|cierran|abierto)\\b|^\\W*hours\\W*$",
  ),
  rule(
    "location",
    0.92,
    "\\b(?:where'?s (?:the|your|this) (?:store|dealership|lot|place)|where (?:u|you|yall|y'all) at|where (?:are|is|r) (?:you|u|y'all|the (?:store|dealership|lot)|it located|your|this place)|(?:your|the|store|dealership) (?:address|location)|address\\b|directions|how (?:do|can) i get (?:there|to you)|how far (?:are|r) (?:you|u|y'all)|how far is (?:it|the (?:store|dealership|lot))|located|what city|donde (?:estan|esta|quedan|queda|se encuentran|se ubican)|direccion|ubicacion|ubicados?|como llego)\\b",
    "e-?mail address|my address|where is (?:my|the car|it made)",
  ),
  rule(
    "phone",
    0.92,
    "\\b(?:(?:your|the|a|store|what|dealership|sales|service)(?: \\w+)? (?:phone|number|phone number|telephone)(?: number)?(?: is| to call|\\b)|phone number|number (?:to|i can) call|can i call|call you(?: guys)?|numero (?:de telefono|para llamar)|(?:su|el) (?:telefono|numero)|puedo llamar)\\b",
    "my number|this number|your (?:best )?price|stock number|vin number|wrong number|which number|number (?:one|two|\\d)|phone (?:charg|connect|holder)|model number",
  ),
  rule(
    "cheaper",
    0.9,
    "\\b(?:(?:anything|something|any|one|ones|others?|got|have|algo|otra|otro|alguno)(?: \\w+){0,2} (?:cheaper|less expensive|lower priced|lower|mas barat[oa]s?|mas economic[oa]s?|for less|por menos)|cheaper (?:one|ones|option|options|model|than)|less expensive|too (?:much|expensive|high|pricey)|out of my (?:budget|price range)|muy car[oa]|demasiado car[oa])\\b|^\\W*(?:cheaper|mas barat[oa]s?|mas economico)\\W*$",
  ),
  rule(
    "fewer_miles",
    0.9,
    "\\btoo many miles\\b|\\bmiles (?:are |is )?too high\\b|\\b(?:anything|something|any|ones?|got|have|algo)(?: \\w+){0,2} (?:less|fewer|lower) (?:miles|mileage)\\b|\\b(?:lower|less|fewer) (?:miles|mileage) (?:ones?|options?)\\b|\\bcon menos millas\\b",
    "(?:less|fewer|lower) (?:miles|mileage) (?:than|then)|under \\d",
  ),
  rule(
    "newer",
    0.9,
    "\\b(?:(?:anything|something|any|ones?|got|have|algo)(?: \\w+){0,2} (?:newer|more recent|mas nuev[oa]s?)|newer (?:ones?|options?))\\b(?! than)|^\\W*(?:newer|mas nuev[oa]s?)\\W*$",
    "the newer|20\\d\\d(?: or| and)? newer",
  ),
  rule(
    "similar",
    0.88,
    "\\b(?:(?:anything|something|what|others?|ones?|any|more|got|have|options?|cars?|algo|otr[oa]s?|alg[uú]n)(?: \\w+){0,4} (?:like (?:it|that|this|these|those|them|the \\w+)(?: ones?)?\\b|similar|comparable|parecid[oa]s?|similares)|similar (?:ones?|cars?|options?|vehicles?|to (?:it|that|this|the))|what else(?: (?:do|have) (?:you|u|ya)(?: guys)?(?: have| got)?| is (?:there|available)| you got)?(?: like \\w+| similar)?\\W*$|(?:got any|any|have any) (?:other|others|more)(?: (?:ones?|options?))?\\W*$|show me (?:more|others|other ones)|alternatives?\\b|que (?:mas|otr[oa]s?) tienen?|algo parecido|otras opciones)|^\\W*(?:anything|something|what) else\\W*$|^\\W*(?:algo|que) mas\\W*$",
    "similar price|anything else i (?:should|need)|like (?:it|this|that) (?:a lot|very)|how (?:many|long|much)",
  ),
  rule(
    "price_drop",
    0.9,
    "\\b(?:price (?:drop(?:s|ped)?|cuts?|reductions?|gone down|come down|went down|changed?)|(?:drop|lower|reduce)(?:ped|ed|d)? (?:the|its) price|prices? (?:has |have )?(?:drop(?:ped)?|gone down|come down)|bajo de precio|(?:bajo|bajaron) (?:de |el )?precio)\\b",
    "(?:can|could|will|would) (?:you|u|ya)(?: guys)? (?:drop|lower|reduce)",
  ),
  rule(
    "compare",
    0.9,
    "\\b(?:which (?:one )?(?:has|gets|costs|is) (?:the )?(?:more|less|fewer|older|bigger)|compare|comparison|versus|vs\\.?|difference between|which (?:one )?is (?:better|cheaper|newer|nicer)|(?:better|cheaper|newer),? the|how do they compare|diferencia entre|comparar|compara|cual es mejor)\\b",
  ),
  rule(
    "price",
    0.92,
    "\\b(?:how much|hw much|what (?:\\w+ ){1,3}(?:selling|asking) (?:(?:it|that|this|them) )?for|what(?:'s| is| are|s)(?: \\w+){0,4} (?:price|prices|cost|asking)|price|prices|priced|pricing|asking(?: price)?|cost|costs|ball ?park|rough (?:price|number|idea)|what (?:do|are) (?:you|they) (?:want|asking)|cuanto (?:cuesta|vale|es|sale|piden|estan pidiendo|por)|cuesta|cuanto\\b|precios?|que precio)\\b",
    "how much (?:down|(?:can|does|will|could) (?:\\w+ ){1,4}tow|is my|would i get|for my|is an? (?:oil|tire|brake|inspections?|align)|(?:cargo|room|space|gas))|price range|out of my price|lowest price|best price|insurance|roadside|for (?:an? |the )?extended|how much (?:is |for )?(?:the )?(?:ship|deliver)|cuanto (?:me )?(?:dan|darian)|cuantos|cuanto (?:de )?enganche",
  ),
  rule(
    "visit",
    0.85,
    "\\b(?:on my way|omw|head(?:ing|ed) (?:over|there|your way)|leaving now|voy (?:en camino|para alla)|next steps?|how (?:do|can) (?:i|we) (?:proceed|get started|buy (?:it|this|that|one))|ready to (?:buy|purchase)|siguiente paso|(?:can|could|may|should) (?:i|we) (?:come|stop|swing|drop|see|look|drive|check|test|visit|meet|get an appointment|schedule|make an appointment)|come (?:in|by|see|look|down|over|check)|coming (?:in|by)|stop(?:ping)? (?:by|in)|swing by|drop by|head (?:over|there|in)|be there|(?:test|take a|take it for a) ?-?(?:drive|spin)|test-drive|testdrive|(?:make|schedule|book|set(?: up)?|get)(?: an?| my| the)? (?:appointment|appt|visit|time|viewing)|appointment|see it in person|(?:see|look at|view|check out) (?:it|the \\w+|them|that one)\\b(?! (?:online|on the))|take a look|puedo (?:ir|pasar|verl[oa]s?|ver|venir|manejar|probar)|podemos (?:ir|pasar)|(?:hacer|agendar|sacar) una cita|una cita|prueba de manejo|voy a (?:ir|pasar)|quiero (?:ir|verlo|verla|pasar|manejarlo|probarlo)|pasar a ver)\\b",
    "drive (?:it |one )?(?:alone|by (?:him|her|them)sel)|old enough to|colou?rs? .{0,40}come in|(?:don'?t|do not|can'?t|cannot|didn'?t) see|can (?:i|we) see (?:some |any |more |the )?(?:photos?|pics?|pictures?|car ?fax)|come (?:with|in (?:black|white|red|blue|any|other|gray|silver|awd|hybrid))|come down|service appointment|without (?:an? )?(?:appointment|appt)|need an? (?:appointment|appt)",
  ),
  rule(
    "availability",
    0.9,
    "\\b(?:still (?:have|available|there|for sale|got|around|on the lot|in stock|here)|(?:is|are|do|does|has|was)(?: \\w+){0,5} (?:available|in stock|on the lot|still there|sold|gone|taken)|(?:is|are) the (?:\\w+ ){1,4}(?:here|there)\\b|available\\b|in stock|sold yet|(?:todavia|aun|sigue|siguen)(?: \\w+){0,5} (?:tienen?|disponibles?|esta|hay)|disponibles?|ya (?:se )?vendi[oe]|lo vendieron|vendido)\\b",
    "available (?:times?|slots?|appointments?|colou?rs?)|how long (?:has|have|was)|are you available|is (?:anyone|someone|somebody) available",
  ),
  rule(
    "overview",
    0.85,
    "\\b(?:tell me (?:more|about)|more (?:info|information|details|about)|details|specs|know more|(?:what|which) features|what does it (?:have|come with)|features\\b|describe|mas (?:informacion|info|detalles|sobre)|cuent[ae]me|que (?:trae|incluye|equipamiento)|info (?:on|about))\\b",
  ),
  rule(
    "bot",
    0.95,
    "\\b(?:are (?:you|u) (?:an? )?(?:\\w+ )?(?:bot|robot|ai\\b|real|human|person|machine|computer|automated|chat ?gpt|chatbot|a real)|is this (?:an? )?(?:\\w+ )?(?:bot|robot|ai\\b|real person|human|automated|auto ?reply|chatbot)|am i (?:talking|speaking|texting|chatting) (?:to|with) (?:an? )?(?:\\w+ )?(?:bot|robot|ai\\b|person|human|machine|computer)|(?:another|just an?|hate|not an?) (?:chat ?)?(?:bots?|robots?|machine)|who is this|who am i (?:talking|speaking|texting)|who'?s this|eres (?:un |una )?(?:bot|robot|persona|humano|maquina|ia\\b)|es (?:usted )?(?:un |una )?(?:bot|robot|persona|humano|maquina|ia\\b)|quien (?:es|eres|habla))\\b",
  ),
  rule(
    "bought",
    0.92,
    "\\b(?:(?:already|just) (?:bought|purchased|got|found|leased) (?:one|a|an|another|something|it)|(?:bought|found|purchased) (?:one|a car|something|it|another)(?: \\w+)? (?:elsewhere|already|somewhere|from|at)|went with (?:another|a different|someone)|ya compre|compre (?:uno|otro|en otro))\\b",
  ),
  rule(
    "buy",
    0.9,
    "\\b(?:i'?ll|i will|we'?ll|i'?m (?:gonna|going to)|(?:i|we) (?:want|wanna|would like|am ready|are ready)(?: to)?) (?:take|buy|purchase) (?:it|that one|this one|that|this|the (?:car|truck|suv|van))\\b|\\bwe have a deal\\b|\\bwhere do i sign\\b|^\\W*(?:ok(?:ay)? |great |sold |it'?s a )?(?:deal|sold)\\W*$|\\b(?:me l[oa] llevo|l[oa] compro|quiero comprarl[oa])\\b",
    "\\b(?:if|unless|but|when|take it (?:for|to|in|at|back|off|out|home|from|easy|that|you))\\b|take (?:that|this) (?:is|you|means)|\\bfor \\$?\\d|what (?:do|would) i need",
  ),
  rule(
    "undecided",
    0.8,
    "^\\W*(?:(?:hm+|um+|well|ok|pues)\\W+)*(?:(?:i'?m )?not (?:really )?sure(?: yet)?(?: what (?:i|we) (?:want|need))?|idk|(?:i )?(?:don'?t|dont) know(?: yet)?|(?:i'?ll|i will|let me|i need to|i have to|gotta)(?: have to| need to)? (?:think|check|ask|talk|get back|let you know)(?: \\w+){0,6}|maybe(?: (?:next|in a(?: few| couple)?) (?:weeks?|months?|years?|spring|summer|fall))?|no (?:lo )?se(?: todavia)?|dejeme (?:ver|pensar(?:lo)?)|lo (?:voy a pensar|pienso))\\W*$",
  ),
  rule(
    "decline",
    0.85,
    "\\b(?:not interested|no longer (?:interested|looking|need)|no thanks?(?: you)?|no thank you|nah|maybe later|not (?:right )?now|not today|changed my mind|i'?ll pass|just (?:looking|browsing)|never ?mind|no gracias|ya no|no me interesa|solo (?:mirando|viendo)|otro dia)\\b|^\\W*(?:no|nope|nah)\\W*$",
    "not interested in (?:the|that|a|an|your|any|buying a new)|no longer available",
  ),
  rule(
    "thanks",
    0.9,
    "\\b(?:thanks?|thank (?:you|u)|thx|tks|thks|tnx|thanx|ty|tysm|appreciate (?:it|that|you|your)|much appreciated|gracias|muchas gracias|te agradezco|se lo agradezco)\\b",
    "\\bno,? thanks?|\\bno gracias|\\bno,? thank you",
  ),
  rule(
    "goodbye",
    0.9,
    "\\b(?:bye|goodbye|good ?bye|see (?:you|ya|u)(?: (?:then|later|soon|tomorrow|there))?|talk (?:to you )?(?:later|soon)|ttyl|have a (?:good|great|nice|blessed) (?:\\w+)|good night|take care|adios|hasta (?:luego|pronto|manana)|nos vemos|buen dia$|que tenga)\\b",
    "can i see (?:you|u)|bye bye my",
  ),
  rule(
    "affirm",
    0.8,
    "^\\W*(?:(?:ok|okay|k|kk|sure|yes|yeah|yep|yup|ya|yea|please|yes please|sounds (?:good|great)|great|perfect|cool|fine|lol|haha|jk|alright|got it|will do|absolutely|definitely|of course|correct|that works|works for me|si|claro|por supuesto|esta bien|bueno|dale|perfecto|de acuerdo|vale|por favor|si por favor)[ ,.!]*){1,3}$",
  ),
  rule(
    "greeting",
    0.7,
    "^\\W*(?:hi|hello|hey|heya|hiya|howdy|yo|sup|good (?:morning|afternoon|evening|day)|greetings|what'?s up|hola|buen(?:os|as)(?: (?:dias|tardes|noches))?|saludos|que tal|how are (?:you|u)|how'?s it going|how r u|como esta[sn]?)\\b|^\\W*(?:anyone|anybody|(?:are |r )?(?:you|u|ya))(?: guys)?(?: (?:there|here|home))\\W*$|^\\W*(?:anyone|anybody|help|info)\\W*$",
  ),
];

function rule(name: string, confidence: number, pattern: string, unless?: string): IntentRule {
  const built = { name, confidence, pattern: new RegExp(pattern) };
  return unless === undefined ? built : { ...built, unless: new RegExp(unless) };
}
