import { FILLER, KEYWORDS, WHOLE } from './optout-words.ts';
import { remember } from './remember.ts';

/**
 * Opt-out stages one and two: the carriers' keywords as a whole message, and phrases that a reasonable person reads as
 * "do not contact me" (47 CFR 64.1200(a)(10): any reasonable means). Doubt is left to the classifier.
 */

/** The words between leading and trailing filler. */
function stripFiller(words: string[]): string[] {
  let a = 0;
  let b = words.length;
  while (a < b && EDGE.has(words[a] as string)) a++;
  while (b > a && EDGE.has(words[b - 1] as string)) b--;
  return words.slice(a, b);
}
const EDGE = new Set(
  'please thanks thank you ok omg already sir maam hey hi yeah just uh um bro bruh dude man lady por favor gracias jeez ugh lol so kindly hello yo sorry asap well look honestly there haha smh tia for real seriously'.split(
    ' ',
  ),
);

const STRONG = new Set([
  'stop',
  'unsubscribe',
  'quit',
  'revoke',
  'cancel',
  'stopall',
  'discontinue',
  'cease',
  'desist',
  'stopemoji',
  'basta',
  'remove',
  'end',
]);

/** True when the message is a keyword, alone or with nothing but filler, or the keyword repeated. */
export function isKeyword(words: string[]): boolean {
  const w = words.filter((x) => /[a-z]/.test(x));
  if (w.length === 0 || w.length > 12) return false;
  const joined = w.join(' ');
  if (KEYWORDS.has(joined) || KEYWORDS.has(joined.replace(/^(please|ok|yeah|no|hey|hi) /, ''))) return true;
  if (KEYWORDS.has(stripFiller(w).join(' '))) return true;
  const hits = w.filter((x) => STRONG.has(x)).length;
  if (hits === 0) return false;
  const allowed = hits > 1 ? 6 : 4;
  const rest = w.filter((x) => !STRONG.has(x));
  if (rest.length > allowed || !rest.every((x) => FILLER.has(x))) return false;
  const only = w.filter((x) => STRONG.has(x));
  // "end", "cancel", "remove" in company with other words mean other things; stop and unsubscribe seldom do.
  return (
    only.some((x) => x !== 'end' && x !== 'cancel' && x !== 'remove') ||
    rest.every((x) =>
      [
        'please',
        'thanks',
        'thank',
        'you',
        'now',
        'me',
        'por',
        'favor',
        'gracias',
        'ok',
        'all',
        'everything',
      ].includes(x),
    )
  );
}

const ME =
  '(me|us|my \\w+|this (number|phone|line|cell|household|house|home|device|mobile|address)|our (house|home|family|number|phone)|here)';
const CONTACT =
  '(text|texts|texting|call|calls|calling|message|messages|messaging|contact|contacting|contacts|email|emails|emailing|reach out|reaching out|reach|write|writing|bother|bothering|harass|harassing|hit (me|us) up|ping|pinging|spam|spamming|bug|bugging|pester|pestering|blow(ing)? up|blowin up|solicit|soliciting|communication|communications|correspondence|sending|send|notify|notifications|alerts|outreach|follow up|follow ups|following up|ads|promos|promotions|reminders|marketing|offers|updates|contactarme|llam\\w+|escrib\\w+|mand\\w+|envi\\w+|molest\\w+|contact\\w+)';

/** [pattern, what it is]. Order does not matter; one hit is enough unless a shield below covers it. */
const OPT_OUT_PHRASES: RegExp[] = [
  /\b(done|finished|through|over|(sick|tired) of) hearing from (you|yall)( people| guys| folks)?( [.!]+)?$/,
  /\b(strike|cut|yank|axe|nix|scrap|release|pull|suppress) (my|this|our) (number|cell|line|name|contact)\b(?! (off |from |out of )(the|my) (\w+ )?(policy|quote|deed|title|loan|application|waitlist|wait list|form|account)|\d)/,
  new RegExp(
    `\\b(stop|quit|cease|knock off|cut out|halt|no more|enough with|done with|tired of|sick of|im over|so over) (with )?(all |of )?(the |these |this |your |ur |sending |any |those |it with the )*(damn |dumb |stupid |freaking |fucking |constant |annoying |automated |spam |junk )*${CONTACT}\\b(?! (you|them|him|her)\\b)`,
  ),
  /\b(stop|quit|cease|halt) (with )?(the |these |this |all |your )+(promos?|reminders?|spam|ads|texts?|messages?|bs|crap|nonsense|everything|junk|robots?|bots?|blasts?|drips?|sequences?|campaigns?)\b/,
  new RegExp(
    `\\b(dont|do not|never|please dont|no|not to|not be|wont you|quit|dnt|refrain from|without) (you )?(ever |further |any |additional |future |more |try to |want you to |you dare |even )*(text|texting|call|calling|message|messaging|contact|contacting|email|reach out|reaching out|write|write to|bother|ping|hit me up|send|sending|follow up|msg)( to)? ?(${ME}|anything|any|it|nada|stuff|things|again|anymore|any more|ever|in the future|this number)\\b(?! (until|before|till|today|tonight|this (week|morning)|right now|now|after|at|on (monday|tuesday|wednesday|thursday|friday|saturday|sunday)|during|between|while|when|unless|if|between|in the morning|that early|so early|so late|yet|early|late|past|on (the )?weekends?|tomorrow|over the weekend|about (life|home|the|that)|any (slides|pitch)))`,
  ),
  /\b(dont|do not|never|no) (reach out|contact|call|text|message|follow up|write|email)( (out|to))?( (me|us|here))? ?(again|anymore|any more|ever|ever again|in (the )?future|going forward|further|moving forward|any further|no more)\b/,
  /\b(no|zero|refrain from|cease|avoid|end|halt|discontinue|suspend|terminate|cancel) (any |all |further |future |more |additional |of your |these |sending )*(contact|communications?|correspondence|solicitations?|outreach|text messages?|texts|texting|messages|messaging|emails|sms|marketing|advertis\w+|notifications)\b(?! (you|until|before|after|during|yet|today|from you (yet|so)|about it))/,
  /\bno (more|further|additional)( \w+)? (texts?|messages?|calls?|contact|emails?|ads?|promos?|offers?|spam|reminders?|follow ups?|of (this|these|that|your)|from (you|yall|u))\b/,
  /\b(take|remove|delete|drop|pull|scrub|erase|scratch|cross|get|wipe|strike|clear|yank|kick|purge|omit|exclude|strip) (me|us|my|this|our|the|all|mine|him|her|everyone|the number)( \w+){0,6} (off|from|out of|outta|out) (of )?(your|the|this|that|ur|any|all|yall|yalls|every|whatever|these|those|here|everything|it)\b(?! (\d\S*|policy|quote|account|loan|plan|app|title|deed|lease|call|pain|contract|deal|waitlist|wait list|my class|my classes|of my classes|class|classes|hold|autopay|insurance|mortgage|program|application|agreement|order|mess))/,
  /\b(take|get|remove|delete|drop|scratch|pull|cross|leave|count|opt|scratch) (me|us|my number|my name|my info|this number|my cell|my phone|my contact)( \w+)? (off|out)\b(?= (this|it|here|please|now|of everything|your|everything|asap|thanks)( |$)|\s*[.!,]|$)/,
  /\b(delete|remove|erase|purge|scrub|lose|forget|wipe|trash|ditch|dump|clear|burn|toss|discard|block|blacklist|unlist|shred|deactivate|unenroll|blocking) (all )?(of )?(my|this|the|our|me|ur|all my|these) ?(\w+ )?(number|phone|cell|info|information|data|contact|contacts|contact info|name|details|digits|record|records|thread|mobile|everything)\b(?! (on (the|my) (account|policy|quote))| (from|off|on) (the|my) (policy|account|loan|quote|title)| i gave)/,
  /\b(lose|forget|ditch|delete|trash|toss|drop) (this|my|the|these|mi) (number|digits|phone number|contact|line|numero)\b/,
  /\b(on|in) (the )?(federal |national |state )?(do not call|dont call|dnc|no call|do not contact|nocall)\b|\b(do not call|no call|dnc|do not contact) (list|registry|register)\b/,
  /\b(dont|do not|didnt|did not|never|no longer|not|wont|no) (want|wanna|wish|need|care|like|sign up|signed up|agree|agreed|ask|asked|consent|consented|opt|wanting|authorize|authorized|approve|subscribe|subscribed|give|gave|okay|request|requested) (to )?(\w+ ){0,4}(receive|get|getting|receiving|be contacted|be texted|be called|be on|be messaged|hear from|see these|see any|be bothered|texts|messages|text messages|these|calls from|your texts|contact me|any of this|any more of|permission|you to (text|call|contact|message)|contact from|communication)\b(?! (a )?(call|quote|ripped|started|approved|the (quote|link|info|papers)) ?(yet)?)/,
  /\b(unsubscribe|opt out|opting out|opted out|unenroll|unlist)\b(?! from (?!your|ur|this|these|those|all\b(?! the other)|it\b|everything|the (list|texts?|messages)|here|yall|you|any|every|sms|text|future|further|whatever|men)\w+)(?! (my|the|a|an|of|from (the|my)? ?(policy|coverage|plan|program)|later|students?|users?|employee|page|cofounder))/,
  /\b(revoke|revoking|withdraw|withdrawing|rescind|retract|pull|pulling|revoked|cancel|terminate) (my |all |any |your )?(prior |previous )?(consent|permission|authorization|okay|opt in)\b/,
  /\b(leave|let) (me|us) (alone|be(?=( please| already)*( [.!]+)?$)|live$|the (hell|fuck) alone|in peace|tf alone)\b|\bpiss off\b|\b(fuck|f|screw|eff|buzz|bug|sod|shove|kick|jog|bugger) off\b(?! (the|my|work))|(^|[.!?,] |\b(please|just|so|and|you|yall|u|now|bot|ok) )go away( please| now| already)*( [.!]+)?$|\bget lost\b|\bgo kick rocks\b|\bget out of my (phone|inbox|life|texts|messages)\b|\bgo to hell\b/,
  /\b(i|ive|im|ill|gonna|going to|will|about to|am)( \w+)? (block|blocking|blocked|block(ing)? and report(ing)?|report(ing)? (you|this|as (spam|junk)))\b(?! (to (the |my )?(bbb|better|state|commission|insur|dept|department|board|attorney|boss|corporate|cfpb)|off|out|time|of|booth))/,
  /\b(reported?|reporting|marking|marked|marking this) (you |this |it |u )?(as|to|for)? ?(spam|junk|fcc|the fcc)\b/,
  /\b(last|final) (time|text|message|warning|notice|chance|reply|thing)\b.{0,30}\b(text|contact|message|bother|ask|hear|write|send|call|asking|telling|nicely)\b(?! (you|for))/,
  /\b(i|ive|we)( \w+)? (said|told|asked|texted|replied|wrote|typed|sent|requested|answered)( (you|yall|u|ur|your|them|her|him|people|guys|already))*( (\d+|two|three|four|five|ten|many|several|a million) times)?( to)? (stop|no more|quit|unsubscribe|remove)\b/,
  /\b(after i|when i|ever since i|even though i) (said|told|texted|asked|replied|unsubscribed)( \w+){0,2} ?(stop|unsubscribe|no more|opt out)?\b.{0,12}(stop|unsubscribe|no more)/,
  /\b(wrong number|not (her|him|me|them)|number)\b.{0,40}\b(stop|remove|delete|dont text|do not text|take (me|it|this) off|quit|no more|lose it)\b(?! (by|at|over|in|working))/,
  /\b(give it up(?! for)|give it a rest(?! day)|give up already|take a hint|get a clue|get the hint|get a life|(go |please )*(bother|bug|pester|harass|spam|annoy|text|message) (someone|somebody|people|others|folks)( else)?|find (someone|somebody) else|pester|let it go(?= *$| already)|move on already|drop it already|buzz off|cut it out|knock it off|enough already|enough is enough|enough with|that is enough$|had enough of (these|this|you|yall|your|the (texts|messages))|ive had enough( [.!]+)?$|fed up with (the|these|your)|(sick|tired|weary) of (these|your|you|the (texts|messages|spam)|this( (shit|crap|bs|nonsense|spam|texting|garbage))?( [.!]+)?$)|quit it|cool it with|make it stop|please make this stop|shut this off|turn (this|these|this thing) off)\b(?! with (my|the) (?!texts?|messages?|calls?|spam|emails?|ads?|reminders?|bots?))/,
  /\b(keep|always|just|every time i|i) (deleting|ignoring|blocking|swiping) (these|this|your|them|all|yall|you)\b/,
  /\b(no longer|not) (wish|want|interested in|wanting) (to )?(receive|receiving|be contacted|hear|hearing|get|getting|have contact)\b/,
  /\b(harass(ing|ment|ed)?|stalking|spamm?(ing|er|ers|med)?|scammers?)\b.{0,40}\b(me|us|stop|enough|text|call|number|you|people|phone)\b(?!.{0,20}\b(coworker|boss|neighbor|at work)\b)/,
  /(?<!\bis )\b(this|it|you|yall|yalls|are) (is |are |just |straight |pure )+(spam|spamming|spammers?|harassment|harassing me)\b/,
  /\b(make|let) (this|that|it) (be )?(the )?(very )?last (text|message|time|call|one|contact)\b|\blast (text|message|time|call) (you|i get|yall|from you|i (want|get|see|expect))\b/,
  /\b(my (phone )?(bill|plan|minutes)|i (get |am )?(pay|charged|billed|charge)|costs? me|they charge me|charged|im charged|i only have) (is |for |per |by |every |each )*(per|each|for (each|every|these)|every|limited|a) (text|message|sms|txt)/,
  /\b(lawyer|attorney|sue|suing|tcpa|fcc|legal action|lawsuit|report you)\b.{0,60}\b(text|texts|texting|contact|call me again|message|messages|number|one more)\b(?! (you|your lawyer|back))|\b(one more|another|any more|again).{0,15}(text|message|call)s?\b.{0,50}\b(lawyer|attorney|sue|suing|tcpa|fcc|legal|court|report|complaint|police|cops|block)\b|\b(text|contact|message|call) me again\b.{0,50}\b(lawyer|attorney|sue|suing|tcpa|fcc|legal|court|report|complaint|police|cops|ill)\b/,
  /\b(how (do|can) i|can you|could you|can i|please|i want to|i would like to|id like to|i need to|want to|let me|trying to|i just want to) (make (this|these|it|you)|get (this|these|you|yall)|shut|turn) (\w+ )?(stop|off|stopped)\b/,
  /\b(how do i|how can i|how to|how would i|can i|where do i) (stop|end|quit|get off|get out of|unsubscribe|turn off|opt out|block|shut off|get rid of|be removed|get removed) ?(from )?(these|this|your|the|getting|receiving|all|it|list)? ?(texts?|messages?|lists?|alerts?|thing|chat|thread|spam|texting|reminders?)?$/,
  /\b(dejen?|deje|dejar|paren?|pare|para|basta|ya) (de |con )?(ya )?(de )?(molest\w+|mandar\w*|mandando|escribi\w+|llamar\w*|enviar\w*|enviando|mensaj\w+|contactar\w*|chingar|fregar|joder|textear\w*|texti\w+|mandarme|insistir)\b/,
  /\b(no|ya no|nunca|jamas) (me |nos |quiero |deseo |quisiera |mas |vuelv\w+ a |vuelva a |vayan? a )*(escrib\w+|llam(e|en|es|arme|ar)|mand\w+|envi\w+|molest\w+|contact\w+|text\w+|recib\w+|mensaj\w+)( (mas|nada|nunca|otra vez|mensajes|de ustedes|texto|textos))?\b(?! (hoy|ahora|ahorita|antes|hasta|todavia|al trabajo|a la casa|en el trabajo|en ingles|por la manana|tan temprano|manana))/,
  /\b(borr\w+|elimin\w+|quit\w+|saqu\w+|saca\w*|remuev\w+|bajen|den) (me |mi |este |mis |de |el )*(numero|telefono|nombre|datos|contacto|informacion|lista|baja|su lista|la lista|de la lista|de su lista)\b|\b(quitenme|saquenme|borrenme|eliminenme|quiteme|saqueme|borreme)\b/,
  /\b(que sea|es|sea) la ultima vez\b|\bultima vez que me\b|\bdejenme en paz\b|\bdejeme en paz\b|\bme tienen harto\b|\bya estuvo\b|\bno (mas|quiero mas|mas de) (mensajes?|textos?|llamadas?)\b|\bno molest\w+/,
  /\b(cancel|end|terminate|discontinue|shut off|disable|pause|mute) (these|this|the|your|my|all|any) (\w+ )?(messages?|texts?|text messages?|text alerts?|texting|subscription to (these|this)|conversation|notifications|alerts|communications?|thread|chat|sequence|outreach|drip|reminders)\b/,
  /\b(stop|quit) (it|this|that)( please| already| now| immediately| right now)*( [.!]+)?$|\b(stop|quit) (immediately|right now|already|please|asking|pushing|trying|selling|the madness|everything|now|stop|right there|w|with|fucking|freaking)\b(?! (me what you|and (call|tell)|light|sign|by|at|from (running|leaking|making|happening|going)|leak|working|making))/,
  /(^|[.!?,;:] |\b(so|just|please|ok|and|yeah|no|now|kindly|said|but) )(stop|unsubscribe|remove|discontinue|desist|cease|stopall|delete me|opt out|baja|unenroll)( (please|now|thanks|thank you|it|already|me|all|ok|immediately))*( [.!?]+)?$/,
  /^(stop|unsubscribe|stopall|quit|cease) [,.!;:]/,
  /\b(stop|remove|unsubscribe) .{0,30}\b(told|asked|said).{0,20}\b(reps?|times|people|guys|already|agents?)\b/,
  /\bno need to (ever |keep )(follow|contact|text|call|message|reach|write|send|email|check)\b|\bno need (for|of) (any )?(further|more|future) (contact|texts|messages|follow)/,
  /\b(dont|do not|no need to|never) (ever )?(follow up|check in|check back|circle back|check on me|reach back)( (with me|on this|ever))? (again|anymore|ever)\b/,
  /\b(dont|do not|no) (need|want|like|wanna see) (any |all |none )?(of )?(this|these|your|more|it|that|to see these|them)( \w+){0,3} (in my|on my|to my|at this|sent|blowing)\b/,
  /\b(unwanted|unsolicited) (text|texts|message|messages|call|calls)\b|\bunsolicited\b/,
  /\b(consider (this|me)) (\w+ ){0,4}(notice|removed|out|revo\w+|off|gone|opt\w*)\b|\bwritten notice\b.{0,30}(contact|text|call|stop)/,
  /\b(i ?m|i am|we are|im) out\b(?! (of|until|at|here|in|for|all|with|walking|today|on|to|running|now|shopping|and about|back|by|there))( [.!])?$/,
  /\b(please |kindly )?(respect|honor) my (privacy|wishes|request|no)\b|\byou are (on|getting|now) (block|blocked)\b|\b(ur|your|youre|you are|you re) blocked\b|^(im |u are |consider yourself )?block(ed|ing)( you| u| this( number)?)? ?[.!]*$|\bblocking (you|this number|u|now)\b/,
  /\b(who|how did you|where did you) (gave|get|got) .{0,24}(my number|my info|this number)\b.{0,60}\b(stop|remove|delete|dont|do not|lose|take)\b/,
  /\bcease (all |any )?(contact|comm\w+|texting|calls?)|\bcease and desist\b/,
  /\b(keep|leave) (me|my (number|phone|name)) (off|out) (of )?(your|the|this|it)\b|\bdont (have|keep|save|store|use) my (number|info|name|data)\b|\bnot (authorized|allowed|permitted) to (text|call|contact|message)\b|\bdo not have (my )?(permission|consent)\b/,
  /\b(ya|yall|you|u) (\w+ )?(keep|kept) (texting|messaging|calling|blowing|sending|spamming|bugging|hitting|bothering)\b(?!.{0,30}\b(wrong|different|but no one|and hang|missing))/,
  /\bdont (msg|message|text|call|hit|contact|use|send) (this|here|to this|me|my|us) (number|phone|line|again|no more|anymore|thread|up)?\b(?! (until|before|till|today|right now|at work|while|i (will|ll)|during|after|now|tonight|yet|so|any))/,
  /\bstopemoji\b( stopemoji)*$|^stopemoji (text|message|call)/,
  /\b(stop|quit) \w+in[g']? (up )?(my (phone|line|cell|number|inbox)|me up)\b/,
  /\b(stop|quit|halt|cease) (\w+ )?(blow(ing|in)|hitt?(ing|in)|light(ing|in)|ring(ing|in)|flood(ing|in)|clogg?(ing|in)) (up )?(me|my)\b/,
  /\b(stay|keep|get) (off|out)( of)? (of )?(my|our) (phone|line|inbox|messages|texts|dms|cell|number)\b|^(off|outta|out of|out) my (phone|line|inbox|messages|texts)/,
  /\bdont (be )?(text|hit|call|messag|contact|bother|blow|bug|spam|email)(t?ing|t?in)? (up )?(me|my|us|this|here)\b(?! (until|before|till|today|tonight|right now|at work|while|i (will|ll)|during|after|now|yet|so|any|in the|this week|on|tomorrow|if|when|back yet|unless|between|at))/,
  /\b(want|wish|like|love|prefer|need|asking|ask|hoping|trying) (to )?(\w+ ){0,3}(stop (getting|receiving|being|these|the)|(be|get) (removed|taken off|deleted|off|unsubscribed|opted out|unenrolled|out of (these|this|your))|off (this|your|the|of) ?(list|this|thread|text)?|out of (these|this) (texts?|messages?|thread|list)|these (to stop|gone|stopped))\b|\b(i|we) want off\b/,
  /\b(make|get|have) (these|this|it|them|you|yall) (to )?stop\b|\b(can|could|may|please) (i |we |you )?(please )?(be|get) (removed|taken off|unsubscribed|deleted|opted out)\b/,
  /\b(told|asked|begged|telling|asking|ask|tell|said|texted|replied|requested) (you |yall |u |your \w+ |you people |you guys |them |her |him )?(\w+ ){0,2}to stop\b|\b(what part of|how many times|cuantas veces)\b.{0,40}\b(stop|no|quit|remove)\b|\bwh(y|en) (wont|will|do|dont|cant) (you|yall|u) (\w+ ){0,2}(stop|quit)\b|\b(would|will|can) you (please |just )?(stop|quit)( please| already| now)*( [.!?]+)*$/,
  /\b(no|not|dont have|do not have|didnt give|never gave|did not|didnt|never)( my| any)? (consent|permission|authorization|authorized)( (to|for) (text|contact|call|this|these|any))?\b|\bconsent (is )?(revoked|withdrawn)\b|\bdid not consent\b|\bi never (agreed|consented|opted|signed up) (to|for|in) (any |these |your |this|the )?(texts?|messages?|this|these|be|marketing|it|get)\b/,
  /\b(already|just|i) (opted out|unsubscribed)\b(?! (of|from) (?!(your|this|these|here|you|the texts)\b))/,
  /\b(delete|erase|wipe|scrub|remove) (every|all|any) (trace|record|sign)s? of (me|us|my)\b|\b(number|phone|line|cell) is off ?limits\b/,
  /\b(request|requesting|ask|asking|want|need|prefer) (that )?(you|yall|u) (to )?(no longer|not|never|stop) (\w+ )?(reach\w* out|contact\w*|text\w*|messag\w*|writ\w+)\b(?! (me )?(before|after|until|at|on|during|while|in the))/,
  /\b(throw|toss|trash|burn|lose|forget|delete|erase|remove|clear) (away |out |you ever had |you have |that you have |all |everything )*(my|this|our|the|mi|this phone) ?(phone )?(number|info|contact|digits|cell)\b(?! (and|of seats|for the|on the (form|quote|app)|its|to|from (the|my) (policy|quote)))|\b(delete|erase|purge|wipe) (everything|all) (you have|about|on) \w+/,
  /(?<!\b(cant|never) (seem to )?get )\b(sick|tired|over|done|fed up|had it|enough|exhausted|irritated|annoyed)( \w+)? (of|with|by) (getting |receiving |all )?(these|this (texting|spam)|the (texts|messages|spam|constant)|your (texts|messages|texting|spam)|you( people| guys)? (texting|messaging|calling|bothering)|yall texting|all these (texts|messages))\b(?! (questions|bills|payments|rates|prices))/,
  /\b(i )?(just |always |never |dont |not |immediately |straight up )?(delete|deleting|read|reading|ignore|ignoring|trash|open|opening)( \w+)? (these|your (texts|messages)|them all|all your|every (single )?(one|text|message))\b(?! (docs|papers|forms|terms))|\bthese (go|are going) (straight |right )?(to|in) (the )?(trash|spam|junk)\b|\bwast(e|ing) (your|ur|my) (time|minutes|data|money) (texting|messaging|with these)\b|\bwasting my (minutes|data|battery|texts)\b/,
  /\b(cost|costs|costing|charge|charges|charged|paying|pay) (me |us )?(money |extra |a fee |by |for )*(per|each|every|for every|for these|for each)?( single)? ?(text|texts|message)\b|\b(text|texts|message|one|these) (costs?|is costing|are costing) (me|us)\b|\b(prepaid|limited) (phone|plan|texts|minutes)\b.{0,40}\b(stop|cost|no more|dont|please)\b/,
  /\b(miss me with|chill (out )?(with|on)|ease up (on|with)|lay off|easy with|cool it (on|with)|enough|dial back|back off( on| with)?|slow down with) (the |these |this |all |your |that |all the )*(texts?|texting|spam|messages?|messaging|bs|noise|stuff)\b|^miss me with (that|this)/,
  /(?<!\b(dont|wont|cant|doesnt|didnt|not|never|bus|pit|rest|truck|full|next|first|last|to|a|the|non|will|it|water|leak|one|train|which|what|my|our|that|subway|metro|quick|any|no|wouldnt|couldnt|and|should i|do i|or|us|me|we|they|i|u|tour|gas|only|every|hard)) (stop|unsubscribe|remove me|remove us|delete me|take me off|opt out|remove|quit texting|unfollow me)( (please|now|thanks|thank you|it|already|asap|me|lol))*( [.!]+)*$/,
  /\b(remove|delete|unfollow|unfriend|ghost|scrub|purge|erase) (me|us)( (please|now|thanks|already|asap|immediately|forever|from everything|today))*( [.!,]+|$)/,
  /\b(take|pull|drop|remove|delete) (our|my|this|the|his|her|their) (number|name|info|phone|cell|contact|line)( (off|out|from|down)\b.*)?( please| thanks)*( [.!]+|$)/,
  /\b(add|put|place|sign) (me|my number|this number|us|this( phone| line)?) (to|on|in) (\w+ ){0,3}(dnc|do not|no call|block ?list|suppression|stop list)\b|\bregistered (on the )?(dnc|do not call)\b/,
  /\b(work|company|office|emergency|emergencies|business|kids?|childs|minors?|daughters?|sons?|hospital) (phone|line|cell|number|only)\b.{0,30}\b(stop|dont|do not|remove|no (texts|more)|take (it|this) off|(?<!\b(he|she|they) )quit)\b/,
  /\b(if|when) (i|you|u|yall) (get|receive|see|text|message|send|contact) (one more|another|any more|anymore|me again|again)\b|\bone more (of these|text|message)\b|\b(my|the|your|a|this is your) (last|final) warning\b|\b(each|every|per) (text|message) (is|will be|=) ?\$?\d+/,
  /\btcpa\b|\b(500|1500) (per|a|each) (text|violation|message)\b/,
  /\b(aint|not|no longer|dont) (tryna|trying to|wanna|want to|want|wish to|care to|looking to|need to) (\w+ )?(hear|talk|read|see|get|receive|be) (from |to |with )?(yall|you|u|these|your|this company|texts|texted|contacted|anything from|messages|called)\b(?! (yet|today|price|quote|offer))/,
  /\b(rather|prefer|would prefer|would rather) not (get|be|receive|have|hear)( getting)? (these|contacted|texted|texts|messages|from you|this)\b/,
  /\b(turn|shut|switch) (off )?(these|this|the|your|those|all) ?(texts?|messages?|thing|alerts|notifications|robot|bot)?( off)?$|\bturn off (these|this|the|your) (texts?|messages?|alerts|notifications)\b|\buncheck me\b|\bmute (me|this|yourself)\b/,
  /\b(text|message|messaging|texting|contact) (you )?(people|me) (any ?more|ever again|no more)\b|(?<!\b(problem|issue|it|one|that|anything|issues|this|coverage|job|there|here|car)) no more( please| thanks| texts?| ok)*( [.!]+)?$|^no more( please| thanks)*( [.!]+)?$|\b(no|zero) (text|texts) or calls?\b|\bdo not text or call\b|\bdont text or call\b/,
  /\b(im|i am|we are|so) (done|over it|out)( [.!]+)? (delete|remove|lose|take|bye|stop)\b|\b(goodbye|bye) forever\b|\bnever (text|contact|call|message) (me|us|this|here)\b|\b(also|and|please|so|but|now) (dont|do not) (text|contact|message)( me| this number| here)?( [.!]+)?$/,
  /^(please )?(do not|dont|never) (call|text|contact|message|email)( or (call|text|message|email|contact))+\b(?! (me )?(until|before|after|past|today|tonight|now|at|while|on this|during|this))/,
  /\b(salir|sacar(me)?|salirme|quitar(me)?) de (la|su|esta|tu|esa) lista\b|\bno further correspond\w+|\b(let|make) (this|that) be the (end|last)\b/,
  /^(please )?(do not|dont) (text|contact|message)( or call)?\b(?! (me )?(until|before|after|past|today|now|at|while|on|this (week|morning)|during))/,
  /\b(ya )?(no|nunca) (quiero|deseo|necesito) (sus|mas|tus|estos|recibir|que me)( \w+)?( mensajes| textos| llamadas)?\b(?! (informacion|cobertura|detalles))|\b(denme|deme|dame|darme|quiero|dar) (de |darme de |la )?baja\b|\bcancel(ar|en|e) (los |estos |sus |mis )?(mensajes|textos)\b|\bno me (contact\w+|busqu\w+|text\w+|escrib\w+|mand\w+|hablen)( \w+)?( mas)?\b|\bolvid\w+ (este|mi) numero\b|\b(no esten|dejen de) \w+ando\b|^(ya )?paren\b/,
  /(?<!\b(no|not|isnt|to|as|in|was|were|are|like|check|my|the|or|is|by|promise|your|is this|is it)) (spam|spammers?|spamming)( [.!]+)?$/,
];

/** Readings under which the words above are not about our messages. */
const SHIELDS: RegExp[] = [
  // Talk to a machine about itself.
  /\b(system|your|the) (prompt|instructions)\b|\b(previous|prior) instructions\b/,
  // The wish is denied: "did not mean to unsubscribe", "please dont take me off the list".
  /\b(dont|do not|didnt|did not|never|cant|cannot|wont)( mean to| want to| wanna| let them| try to)? (unsubscribe|remove|take me off|take us off|delete|cancel|end the|close|opt (me )?out|scratch)\b(?! (me|us) (or|and) )/,
  /\b(i|we) (said|told|texted|meant|typed) (stop|no|quit) (to|at) (the|my|a|another|some)\b|\btelling my \w+ to stop\b|\bmeant (stop|shop|to send)\b/,
  // Hours, and lines or people of their own, are limits and not revocations.
  /\b(dont|do not|no|never) (text|call|texts|calls|message)( me| us)? (between|before|after(?! (today|this|now|tonight)\b)|while|during|until|past|from \d)\b/,
  /\b(dont|do not|never|please) call (my|the) (husband|wife|mom|mother|dad|father|son|daughter|landline|house|home|old|other|job|office|shop|store|neighbor|parents)\b/,
  /\bdont (text|call) the (old|other|first|home|house|office|landline)\b/,
  // Out of a loan, off a rate, off the phone.
  /\b(off|out of) (this|the|my|that|our) (\w+ )?(rate|loan|lease|contract|phone|mortgage|debt|job|form|policy|plan|deal|house|title|deed|market|bus|plane|train|clock)\b/,
  /\bkick off (is|at|time|party|in|on)\b|\bcut (it|that|this) out of the\b|\b(cease and desist|c and d) (letter|order|notice) (from|about|for)\b|\bno contact (delivery|order|install)\b/,
  /\b(spam (risk|likely|call)|check (your |my |the )?spam|in (my|your|the) spam|spammed by (others|other|another)|i block (unknown|all|every|any|spam|my|private)\b)/,
  /\b(collectors?|creditors?|ex|neighbors?|professor|teacher|boss|landlord|coworkers?|stalker)\b.{0,24}\b(harass\w*|stalk\w*|spam\w*)\b/,
  /\b(our|my|the) (customers?|clients?|users?|students?|subscribers?|members?|patients?)\b.{0,16}\b(unsubscrib\w*|opt(ed|ing)? out)\b/,
  /\bwipe(d)? (out|off) (my|our|the) (debt|loan|balance|bill|savings|interest|cards?)\b|\bwiped out by\b/,
  /\b(consent|agree|authorize) to (a |the |any )?(hard |soft )?(credit|pull|inquiry|check|background)\b/,
  /\b(no more|enough|stop|quit|done|less)( with| w)?( the| all the)? (texting|typing|questions|back and forth|chat|chatting|small talk|bots?|forms)\b[ ,.]*(and |just |please |can i |can we |can someone |get me |give me |lets |i want )*(call|talk|phone|ring|person|human|someone|somebody|a person|a human|an agent|agent|price|the price|a price|rate|the rate)\b/,
  /\bstop emailing( me)? and (just )?text\b|\bcalling me (sir|maam|honey|hun|sweetie|miss)\b/,
  /\bno (deje|dejen|pare|paren) de\b|\bno me llam\w+[ ,.]+(mejor |solo )?(texto|mensaje|texte\w+|escrib\w+|mand[aeo]n?me)\b|\b(de )?donde (\w+ )?(saca|consig|obtuv)\w+ (mi|este)\b|\bno molesta\b|\b(saqu\w+|quit\w+)(me)? (una|la|de una) duda\b/,
  /\bno (more )?(texts?|calls?|messages?) ((before|after|past|until|at|on|during|between|while) |(tonight|today|for now|right now|this (week|morning|afternoon|evening))\b)/,
  // The style of the texts, or a question put twice, and not the texts themselves.
  /\b(stop|quit|enough|chill|easy) (w|with|on) (the |ur |your |all the |all )*(emojis?|jokes?|caps|slang|small talk|sales (talk|pitch)|exclamation\w*|smileys?|jargon|acronyms|formalities)\b/,
  /\b(stop|quit) asking (me )?(for|about|if|what|where|when|that)\b.*\b(sent|gave|told|uploaded|said|have|answered)\b/,
  /\bdont (text|call|message) (the |my )?(?!me\b|us\b|this\b|here\b|again\b|any|number\b|or\b|if\b)\w+\b.*\b(text|call|use|try) (me|my|this)\b/,
  /\boff (of )?(the|my|our|this) (\w+ ){0,2}(plan|policy|lease|loan|contract|tier|package|wait ?list|wait list)\b/,
  /\b(lost|lose|misplaced) (your|ur) (number|text|message|email)\b|\b(last|previous) (text|message) (was|got|came|didnt|cut)\b/,
  // Links and papers that do not open, a thing that will not be quiet, other firms, a sign on the door, the wording.
  /\b(stop|quit) (sending|writing|mailing|emailing)( me| us)? (the |those |these |any )?(links?|pdfs?|attachments?|pictures?|pics|photos?|forms?|videos?|voice \w+|gifs?)\b.*\b(open|type|just|instead|read|load|work|cant|hear)\b/,
  /\b(alarm|detector|leak\w*|noise|water|beep\w*|chirp\w*|drip\w*|smell|bleeding|pain|toilet|faucet|unit|fan|pump)\b.{0,40}\b(make|get) (it|this|that) (to )?stop\b/,
  /\b(unsubscribed?|blocked|told|opted out|spam(med)?|quit)\b.{0,20}\b((all )?(the )?others?|other (\w+ )?(companies|lenders|agents|insurers|schools|ones)|last (company|one|guy|lender)|(everyone|everybody) else)\b/,
  /\b(stop|quit) hitting (me|us) with\b|\b(soliciting|trespassing|disturb|parking) sign\b|\b(what (is|does)|meaning of|(not|dont) (understand|know)) .{0,12}\b(opt out|unsubscribe)\b|\b(last|final) time (im|i am) asking ?[:,.]* (is|are|do|does|what|whats|how|when|where|can)\b|\b(does|will|would|when does) (my|the|our) (\w+ )?(coverage|policy|plan|discount|benefits?) (stop|end|cancel)\b/,
  // Despair is for people to answer, and speaks of a life and not of texts.
  /\b(no|a|any) way out\b(?! of (this|these|your) (list|texts?|thread))|\bcant (go on|live like this)\b/,
  // "Quince mil no más": only so much.
  /\bstop right there\b|\bno mas (de|que) \d|\b(\d[\d.,]*|cien|cientos|mil|millon(es)?|dolares|pesos|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|treinta|cuarenta|cincuenta) no mas\b|\bstop at the\b/,
  /\btake (me|us) off (of )?(the |my |our )?(old|current|other|basic|free|family|monthly|cheap\w*|premium) (plan|policy|tier|package)\b/,
  /\bunsubscribe (button|link|page|form|by accident|by mistake|from the newsletter|from (the|that|my|another) other)\b|\bopt out (fee|clause|form|period|of (the|a|my) (arbitration|dental|vision|plan|class|401))\b|\b(on|by) accident\b.*\b(stop|unsubscribe)\b/,
  /\b(stop|quit) (asking|talking|worrying|going on) (me )?(about|for|if)\b.*\b(i (want|need|said|meant)|just|instead)\b/,
  /\bdont (text|call|message) my (husband|wife|mom|dad|work|boss|kids?|son|daughter)\b.*\b(text|call|use) (me|mine|my)\b/,
  /\b(ex|he|she|they|husband|wife|company|geico|collectors?|salesm[ae]n|bank|boss|dog|kids?) (\w+ )?wont leave me (alone|be)\b/,
  /\bkeep (the |sending |me )(\w+ ){0,2}(coming|updated|informed|going)\b/,
  /\bkeep (the (texts|messages)|texting|me (on|posted|in)|them coming|sending)\b|\b(add|put) me (to|on|back on) (the|your|a|that) (\w+ )?(list|waitlist|waiting list)\b(?<!call list)|\b(hold|autopay|auto pay|waitlist|paperless)\b|\b(drain|sink|toilet|road|street|view|driveway|pipe|line) (is|was|got|keeps getting) (all )?block(ed)?\b|\b(delete|ignore|disregard) (my|that|the) (last|previous|other) (message|text|one|msg)\b|\bgive it up for\b|\bby mail\b|\b(call|llame) (me )?(after|despues)\b|\b(ac|furnace|heater|car|job|unit|motor|fridge) (just )?quit\b/,
  /\b(dont|do not|never|cant|wont|no|not|without|before you|didnt|please dont) (stop|quit)\b(?! (calling|texting) (me )?(and|or) i)/,
  /\bnon ?stop\b|\bstop(ped|ping)? (by|in|over|at|the leak|the bleeding|working|running|heating|cooling|blowing|draining|loading|syncing|sign|light|smoking|drinking|payment|gap|loss|watch)\b|\b(bus|truck|rest|pit|first|next|last|quick|full|tour) stop\b/,
  /\b(stop|cancel|end|quit) (my|the|our|a|an) (policy|insurance|service|plan|subscription|auto ?pay|account|membership|appointment|loan|contract|coverage|job|lease|old|current|order|payment|leak|water|quote|booking|reservation|tickets?|trial|renewal|bleeding|noise|enrollment|class)\b/,
  /\b(stop|quit|enough|no|dont|skip|cut)\b.{0,40}\b(just |and |please |can (someone|somebody|you) |have (him|her|them|someone|somebody|an agent) |lets |instead |rather )+(just )?(call|ring|phone|talk|dial)( me| us)?\b(?! (again|anymore|or text|me again))|\bjust call\b|\bcall (me )?(after|at|instead|on|tomorrow|now|back|when|later|in|my cell)\b/,
  /\b(no|dont|stop|quit|hate|not|rather|instead of)\b.{0,30}\b(call|calls|calling|talk|talking|phone(?! bill))\b.{0,25}\b(text|texting|txt|email)( me)?( (only|instead|is|works|please|me|better|fine))?\b(?!.{0,12}\b(or|either|stop)\b)|\btext only\b|\b(by|over|via) text\b|\bjust text\b|\btext (me )?instead\b/,
  /\b(omg|lol|haha|nooo?|shut up|aww?|girl|ok)\b.{0,6}\bstop (it )?(that|so|really|i love|playing|lying|lol|you are|thats|it i love|that is)\b|\bstop (it )?(i love|that is so|thats so|playing|lying)\b|\bstop it lol really\b|\bstop it i\b/,
  /\bspam (folder|box|filter|musubi|risk|call)\b|\b(went|goes|go|was|sent) (in|to|into) (my )?(spam|junk)\b(?! (so stop|stop))|\bmarked (you|it|u|the \w+) as spam\b.{0,30}\b(call|try|again|sorry)\b|\bthought (it|you|this) was (spam|a scam)\b|\bis (this|it) (a )?(spam|scam)\b|\b(isnt|not) spam\b/,
  /\bdo you (sell|share) my\b|\b(stop|end|quit|cancel|unsubscribe|remove|delete|revoke)\b.{0,30}\b(users?|employees?|cofounders?|teammates?|seats?|api|driver|tenant|students?)\b/,
];

/** Whether a shield covers the message. A shield silences only weak phrases, see `phraseOptOut`. */
function shielded(text: string): boolean {
  return SHIELDS.some((re) => re.test(text));
}

/** The words speak of something else than our messages: the classifier must then be nearly certain. */
export const isShielded: (text: string) => boolean = remember(
  32,
  (text) => shielded(text) && !HARD.some((re) => re.test(text)),
);

/** Phrases that hold even beside a shield ("cancel my policy and lose my number"). */
const HARD: RegExp[] = [
  // No channel is left open.
  /\b(dont|do not|never) (text|call|email|message|contact|write)( me| us| here)?[ ,.]+(and |or |nor )?(dont|do not|never) (text|call|email|message|contact|write)( me| us| here)?\b(?! (me )?(until|after|before|on|at|between|past|while|during))/,
  /(^|[.!?,] )(please |just )?(take|get) (me|us) off( please| now| thanks)*( [.!]+)?$/,
  /\b(stop|quit) (calling|texting|messaging|emailing)( me| us)?[ ,.]+(and |or )?(stop|quit) (calling|texting|messaging|emailing)\b/,
  /\bdont call[ ,.]+(and |or )?dont text\b(?! (me )?(until|after|before|on|at))/,
  /\b(lose|delete|remove|forget|erase|purge) (my|this) (number|info|data|contact|name)\b/,
  /\b(stop|quit) (texting|calling|messaging|contacting|emailing|bothering|harassing|spamming) (me|us)\b(?! (sir|maam|miss|mr|mrs|honey|hun|sweetie|dear|by|names|that|in (all )?(caps|english|spanish)|links|pdfs)\b)/,
  /\b(dont|do not|never) (text|call|contact|message|email)( me| us| this number)? (again|anymore|ever)\b/,
  /\b(take|remove) me (off|from) (of )?(your|ur|this|yall|every|everything|all)\b(?! (policy|loan|account|lease|title|quote|waitlist|deed|class|plan|insurance))/,
  /\bunsubscribe me\b/,
  /\bno more (texts|messages|calls)\b(?! (tonight|today|this (morning|week|afternoon|evening)|for now|yet|until|till|til|before|after|past|during|while|at)\b)/,
  /\bno (more )?(calls?|texts?|emails?|messages?)[ ,.]+(and |or )?no (more )?(calls?|texts?|emails?|messages?|mail)\b(?! (me )?(until|after|before|on|at|past|tonight|today|while|during))/,
];

/** Wordings with none of the carriers' words, each sure enough alone. */
const OBLIQUE: RegExp[] = [
  // A plea and its reason: "please just stop, my kid is sleeping".
  /^((please|just|ok|hey|omg) )+(stop|quit)( [.,!]+)? (im|i am|we are|its|it is|this is|my) /,
  /\b(take|taking) back (whatever|any|my|the|that) (\w+ )?(yes|ok|okay|consent|permission|approval)\b|\b(void|voiding|nullify|rescind|rescinding) (my|any|all|our) (\w+ )?(consent|permission|authorization)\b/,
  /\bno further (attempts?|contact|notices?|communications?|outreach|messages?|texts?|calls?|emails?|solicitations?)\b(?! (until|before|after|than)\b)/,
  /\b(contact|text|call|message|email|write|reach) (me|us) no (further|more)\b|\b(write|text|call|message) no more( [.!]+)?$/,
  /\b(dont|do not|never) (contact|text|call|message|email|write) (her|him|them|to (her|him|them)) (again|anymore|any more|ever)\b/,
  /(^|[.!?,:] )(please |just |get |take |now )*(off|exit|leave) (the|your|this|ur) list\b/,
  /\b(take|remove|delete) (off|out) (my|our|this) (name|number|cell|phone)\b|\btake (both|all)( \w+){0,2} of us off\b/,
  /\b(dont|do not|never) send (me |us |in )?(no more|nothing|none|any ?more|no other|another)\b|\b(please )?send (me |us )?nothing( further| more| else| ever)*( [.!]+)?$/,
  /\b(suspend\w+|anul\w+|deteng\w+|retir\w+) (ya )?(los |sus |estos |todos los |mi |este )?(mensajes|textos|suscripcion|numero)\b|\bno (quiero|queremos|deseo|deseamos) que (me|nos) (sigan|lleguen|manden|envien|escriban|contacten|texteen|molesten)\b/,
  /[.!?,] (please |just )?(delete|erase|end it|end this|end these)( please| now)*( [.!]+)?$/,
  /\b(dont|do not|never) (text|call|message|contact|write)( me| us| this number)? after (today|this|now|tonight)\b/,
  /\b(dont|do not|never) (you )?(come back|return)( here| again| ever)*( [.!]+)?$/,
  /\b(dont|do not|never) (need|want|like|appreciate) (you|yall|u|anyone|anybody|people|your company) (\w+ )?(texting|hitting|calling|messaging|contacting|bothering|blowing|reaching|writing|pinging|bugging)\b/,
  /^(hey |hi |please |um |omg |just |ok )*can (you|u|yall) (please |just )?not( [.?!]+)?$/,
  /\bno more (automated|robo\w*|bot|canned|generic|of this|of that|of your) (crap|stuff|junk|bs|garbage|nonsense|messages?|texts?|spam)?( please| thanks)?( [.!]+)?$/,
  /\b(dont|do not) (call|text)( me)?[ ,.]+(and |or )?(dont|do not) (text|call)\b/,
  /\b(dont|do not|never) (text|call|contact|message|email)( me| us| this (number|phone))? (at all|period|ever|whatsoever)\b/,
  /\b(remove|delete|strike|take|erase|scrub|purge|drop|pull)\b[^.!?]{0,24}\b(from|off|out of) (your|ur|the|yalls?) (\w+ )?(lists?|rolls?|records?|system|database|files|contacts?|books|texts?|messages?|outreach|blasts?|campaigns?|crm|rotation|roster)\b(?!.*\b(policy|discount|fee)\b)/,
  /(?<!\b(can|may|should|could|do|if) (i|we) )\bleave (me|us|my \w+|this \w+|our \w+) (in peace|alone|be)\b(?! (until|till|til|before|after|for now|today|tonight|right now)\b)|\b(consent|permission|authorization)( \w+){0,3} (has been |is |was |stands? )?(hereby |now |fully )?(expired|withdrawn|revoked|rescinded|terminated|over|gone|ended|lapses?|lapsed)\b|\bno longer (authorize|consent|agree)\b/,
  /^(ok |look |please |just )*(cut me loose|get a (hobby|life)|take a walk|hit the road|get bent|not another (word|text|message|peep)|not one more (word|text|message))\b/,
  /^s[ .*-]+t[ .*-]+o[ .*-]+p\b|^st0p\b|^\W*(stahp|stap|sotp|stpo)\b/,
  /\b(make|let) (this|that|it|these) (be )?(the |your )?(last|final) (one|text|message|time)\b|\b(better|had better|should|needs to) be the (last|final)( one| text| message| time)?\b|\bque sea la ultima\b/,
  /\b(want|wanna|get me|take me|need|let me|how do i get) off (of )?(this|the|your|ur|yalls?)( \w+)? (list|thread|texts?)\b|^(i )?(want|wanna) off$/,
  /\bhow (do|can) (i|we|you) (get off( of)?( this| the| your)?( list)?|opt out|unsub\w*|stop (this|these|the|your|you|getting)( \w+)?|make (this|it|these|you) stop)\b(?! (of|a|the (plan|arb|meal|dental|class)|in|my|users?|later))/,
  /\b(about to|going to|gonna|will|have to|ill|im|now|am|getting|get) block(ed|ing)?( (you|u|this|yall|number|the number|ya))?( now)? ?[.!]*$|^block(ed|ing)( (you|u|this|now|this number))* ?[.!]*$/,
  /^(ok |look |yo |just |please |go |and )*(buzz off|kick rocks|piss off|get lost|go away|beat it|shoo|scram|take a hike|bug off|take (a|the) hint|eff off|fuck off|f off|bugger off)[ .!]*( (man|dude|spammer|already|please))?[ .!]*$/,
  /\b(im|i am|we are|am) (reporting|gonna report|going to report) (you|this|u|yall|this number|it)\b|\breport(ed|ing) (as|for) (spam|junk|harassment)\b|\bmark(ed|ing) (you |this |it |u )?as (spam|junk)\b|^\W*(spam|junk|harassment)\W+(reported|blocked|stop|bye)\b|^(this is |you are )?(spam|harassment|junk)[ .!]*$/,
  /\b(dont|do not|never) (want|wanna|wish|care) (to )?(hear|get|receive|see) (from|any(thing)?|more|another|these|those|this|your|texts?|messages?)\b(?! (about the (old|other)))/,
  /\b(bin|wipe|scrub|erase|burn|get rid of|strike|cross|purge|dump) (out |off )?(my|this|our|me) ?(details|number|name|info|data|contact|file|off|from)?\b(?! (policy|quote|card))/,
  /\b(pretend|act like) (you |i |we |yall )?(never|dont|didnt)( (had|have|know|met|signed|got|ever))+\b/,
  /\b(withdraw|withdrawing|revoke|revoking|rescind|pull|pulling|take back|taking back|no longer give|dont give|never gave|didnt give)( you)? (my |any |all |the )?(consent|permission|authorization|opt ?in)\b/,
  /\b(put|add|get) (me|us|this number|my number|this) (on|to|onto) (your|ur|the|yalls?|a) (do not|dont|no) (call|contact|text|solicit)( list)?\b|\bdo not (call|contact|text) list\b(?!.*\?)/,
  /^(please )?no (more )?(contact|texts?|messages?|calls?)( (or|and|no|,) ?(more )?(contact|texts?|messages?|calls?|emails?))*( (at all|ever|please|thanks|thank you|period))*[ .!]*$/,
  /\b(dont|do not) (ask|check in|follow up|reach out|try|write|text|call|message|contact|come back|bother|ping)( (me|us|in|back|here|up))? (again|ever|anymore|any more|ever again)\b(?! (if|until|unless|before|at|today|tonight|till|this))/,
  /\b(next|one more|1 more|another|any more) (text|message|msg|call|one)s?\b.{0,20}\b(gets?|and|is|i|im|ill|goes)\b.{0,24}\b(block\w*|report\w*|sue|suing|fcc|ftc|lawyer|attorney|spam)\b/,
];

/** A leave-me-alone phrase, shields considered. */
export function phraseOptOut(text: string): boolean {
  return phrases(text);
}

/** Asked twice for each message (rule and feature), hence the memory. */
const phrases = remember(16, (text: string): boolean => {
  const notYet = /\b(dont|do not|never|cant|wont|please dont) (stop|quit)\b/.test(text);
  if (
    HARD.some((re) => re.test(text)) &&
    !notYet &&
    !/\b(do|will|would|did|dont|not) (i|you|we|u|they|yall)? ?lose\b/.test(text)
  )
    return true;
  const covered = shielded(text);
  if (
    /\b(remove|delete|deactivate|revoke) (a|an|the|one|some|another|an? old|two|our|his|her) (\w+ )?(user|seat|driver|employee|admin|login|account|vehicle|car|ticket|member|contact|row|license)s?\b/.test(
      text,
    )
  )
    return false;
  if (covered) return false;
  if (/\b(do|will|would|did|dont|not) (i|you|we|u|they|yall)? ?lose\b/.test(text)) return false;
  if (
    OBLIQUE.some((re) => re.test(text)) &&
    !notYet &&
    !/^(how|can|do|does|is|if)\b.*\b(a user|my (team|clients?|customers?|kids?)|in the app|employees?|class|plan)\b/.test(
      text,
    )
  )
    return true;
  if (
    WHOLE.has(
      text
        .replace(/[ .!,]+$/g, '')
        .replace(/^(please|just|ok|lol) /, '')
        .replace(/ (please|lol|already)$/, ''),
    )
  )
    return true;
  return OPT_OUT_PHRASES.some((re) => re.test(text));
});
