/**
 * Word classes: words that stand in for each other in what leads write, so that a sentence never seen still resembles
 * one that was ("my brother lent me" like "my uncle spotted me"). Only the classifiers use them; a word is in one class.
 */
const GROUPS: Record<string, string> = {
  kin: 'wife husband mom mother mama dad father son daughter brother sister bro sis cousin uncle aunt nephew niece grandma grandpa grandmother grandfather girlfriend boyfriend fiance fiancee hubby spouse inlaw kid kids parents folks widow widower ex roommate roomate neighbor buddy friend granddaughter grandson stepdad stepmom partner esposa esposo hija hijo hermano hermana mama papa primo prima tio tia',
  boss: 'boss manager supervisor owner director ceo cfo cofounder accountant assistant secretary coworker colleague jefe principal dean president vp',
  seller:
    'agent agents rep reps representative officer advisor adviser specialist salesman salesperson broker lender loaner estimator dispatcher coordinator counselor consultant expert planner recruiter operator closer guy gal lady person human people someone somebody anyone anybody whoever asesor agente tecnico persona alguien',
  crew: 'tech technician plumber electrician roofer worker workers crew driver adjuster inspector installer contractor handyman vendor security staff nurse doctor dr professor teacher instructor registrar underwriter collector collections',
  insurer:
    'geico progressive allstate usaa nationwide travelers safeco farmers liberty aetna cigna humana kaiser anthem oscar lemonade metlife amica erie hartford esurance medicaid medicare bcbs',
  bank: 'bank chase wells citi rocket quicken lendingtree sofi credit union ally discover',
  rival:
    'competitor hubspot salesforce zendesk shopify calendly another elsewhere else other different competitor otra otro',
  shop: 'shop store restaurant pizza salon barber bakery church school library hospital clinic office hotel station daycare garage dealership warehouse gym studio bar cafe college university company firm business motel museum pharmacy laundromat florist flower tattoo museum desk landline dispatch front department',
  vehicle:
    'car truck van suv bike motorcycle boat rv trailer jeep tesla honda toyota ford tractor camper scooter',
  home: 'house home condo apartment apt duplex cabin trailer townhouse place rental property mobile',
  device:
    'ac furnace heater boiler thermostat toilet sink faucet pipe drain outlet breaker panel roof dishwasher pump unit hvac tub shower switch wire wires ceiling gutter septic',
  broken:
    'broken broke busted dead died leaking leaks leaked leak dripping drips flooded clogged stuck cracked failed fails fried shot smoking sparking buzzing rattling grinding',
  fixed: 'fixed fix solved resolved sorted handled repaired patched done settled figured fixt arreglo',
  bought:
    'bought got found hired signed chose picked enrolled booked purchased ordered joined switched renewed refinanced closed funded paid approved took accepted consegui compre',
  went: 'went going go goin gone stayed staying stick sticking stuck keep keeping kept',
  gave: 'lent loaned gave spotted covered covering helped paying fronted gifted lend cosigned',
  cancelled:
    'cancelled canceled postponed scrapped nixed slashed axed dropped off delayed cut shelved scratched',
  party: 'party wedding reunion trip event concert show festival gala game tour conference expo fair',
  money:
    'money cash dollars bucks payment payments deposit premium rent fee fees refund savings budget price cost rate rates tuition bill invoice',
  took: 'charged billed drafted withdrew debited stole robbed overcharged scammed ripped took taken cobraron robaron',
  lied: 'lied lying misled promised cheated tricked forged deceived faked ignored ghosted mintio mintieron insulted cussed yelled cursed threatened disrespected',
  angry:
    'furious livid mad angry upset pissed disgusted disgusting ashamed unacceptable ridiculous terrible horrible awful worst garbage trash joke shameful pathetic useless',
  law: 'lawyer attorney court sue suing lawsuit legal police bbb cfpb ftc fcc commissioner ombudsman dispute chargeback complaint complain report abogado demanda queja',
  sick: 'pain chest breathe breathing bleeding blood numb dizzy faint fainted fever vomiting swollen stroke unconscious choking seizure rash passed overdose pills suicidal burning smoke gas sparks fire flames alarm',
  body: 'arm leg head back knee hip stomach belly throat face eye ear foot tooth neck hand shoulder ankle heart lips tongue',
  dead: 'died deceased passed dead buried funeral hospice murio fallecio',
  away: 'jail prison rehab deployed hospital nursing overseas county army navy locked dementia',
  msg: 'text texts texting txt txts msg msgs message messages messaging sms emails spam mensaje mensajes textos notifications promos reminders blasts',
  contact:
    'contact contacting outreach contacted contactar contacten write writing reach reaching bother bothering bug bugging harass harassing pester molesten molestar',
  halt: 'stop stopp quit cease desist halt end discontinue unsubscribe optout opt pare basta parale dejen deje refrain',
  removal:
    'remove removed delete erase scrub purge wipe drop take lose forget borrar borre borren quiten quite saquen sacame',
  list: 'list lists database system records file files contacts lista base',
  number: 'number cell phone line digits mobile telefono numero celular landline',
  call: 'call calls calling ring phone buzz dial holler redial llame llamar llamen llamada marque marcar telefonazo',
  talk: 'talk speak chat discuss converse hablar platicar talking speaking chatting',
  join: 'connect transfer patch put pass hook bring loop comunicar conecte conectar paseme',
  yes: 'yes yeah yep yup ya yea sure absolutely definitely certainly totally si claro dale orale sale bet yas yessir yuh',
  ok: 'ok okay k kk alright aight cool fine good great perfect awesome sweet nice bueno',
  no: 'no nope nah naw negative nada never',
  neg: 'dont didnt doesnt wont cant isnt aint arent wasnt not without couldnt wouldnt shouldnt havent hasnt',
  busy: 'busy driving working meeting class work swamped slammed cooking eating shower asleep sleeping plane flight airport deposition surgery court church zoom standup library practice gym shift boarding manejando trabajando ocupado ocupada ladder mowing',
  later:
    'later after afterwards til till until tomorrow tonight evening afternoon morning noon weekend manana luego despues rato tarde noche soon',
  now: 'now asap immediately immediate today rn ahora ahorita currently instantly',
  day: 'monday tuesday wednesday thursday friday saturday sunday weekday lunes martes miercoles jueves viernes sabado domingo',
  thanks: 'thanks thank thx ty gracias appreciate appreciated cheers',
  sorry: 'sorry apologies perdon disculpe disculpa oops',
  know: 'know knew heard met recognize conozco',
  who: 'who whos quien whom',
  wh: 'what whats how hows why where when which cuanto como cual donde cuando porque',
  want: 'want wanna need needs wants like love prefer quiero necesito ocupo wanted',
  interest: 'interested interest looking shopping curious browsing searching',
  course:
    'program degree class classes course semester credits nursing mba hvac welding major diploma campus enrollment',
  loan: 'loan mortgage refi refinance borrow financing heloc equity',
  cover: 'insurance policy coverage quote renters life auto liability plan claim',
  seat: 'tickets tix ticket seats booth table tables sponsorship badge passes suite',
  visit: 'appointment appt visit checkup surgery referral followup physical cita consulta',
  soft: 'app software login password account sync integration subscription trial seats users licenses api dashboard platform upgrade',
  fillerword:
    'lol haha hahaha lmao um uh well so oh hmm honestly literally actually man bro dude sir maam hun honey pls please plz porfa',
  curse: 'fuck fucking shit damn hell ass crap bullshit bs wtf',
};

const CLASS_OF = new Map<string, string>();
for (const [name, words] of Object.entries(GROUPS))
  for (const w of words.split(' ')) if (!CLASS_OF.has(w)) CLASS_OF.set(w, `@${name}`);

/** The class of a normalised word, or undefined. */
export const wordClass = (word: string): string | undefined => CLASS_OF.get(word);
