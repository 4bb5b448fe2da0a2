/** Software support: the topic, the account, its seats. */
import { choice, type FieldWords, list } from './words.ts';

export const saasSupport: Record<string, FieldWords> = {
  topic: {
    askingWants: true,
    asked:
      /\b(how (can|may) \w+ help|what can (we|i) (do|help)|what do you need|what brings|what seems|en que|upgrade or|billing or|technical or|what (is|s) (this|it|up|going on|happening|down)|help with|fix|issue|topic|what can (i|we)|about|tema|trouble|cancel or|new account|bug)\b/,
    spec: choice({
      billing: list(
        'billing, invoice, charged, charge, bill, refund, payment, double charged, receipt, credit card, ' +
          'overcharged, facturacion, factura, cobro, card declined, w9, tax exempt, renewal price, billed, ' +
          'autopay, po number, invoices, cobraron, invoicing, billing portal, card on file, ' +
          'update my card, new card, card expired, expired card, card got declined, declined, ' +
          'pay by check, pay by ach, ach, double billed, billed twice, charged twice, charging me, ' +
          'charging us, charges, charged us, charged me, overbilled, prorated, proration, ' +
          'credit on my account, credit back, money back, refunds, refunded, tax id, w 9, w-9, sales tax, ' +
          'purchase order, statement, subscription fee, renewal went up, price went up, price increase, ' +
          'price hike, rate hike, price jumped, raised the price, raised our price, payment method, ' +
          'payment didnt go through, payment failed, past due, late fee, annual invoice, unpaid, ' +
          'why am i paying, paying for, still paying, bank, reembolso, cobro doble, cargo, pago, tarjeta, ' +
          'recibo, monto, invoiced, facturar',
      ),
      cancel: list(
        'cancel, cancel my account, cancel our, close my account, cancelar, end my subscription, ' +
          'end our subscription, terminate, downgrade to free, cancelling, canceling, not renew, ' +
          'dont renew, out of this contract, out of the contract, cancellation, switching to another, ' +
          'leaving, close our account, shut down our account, close it out, shut it down, shut it off, ' +
          'pull the plug, wrap it up, done with it, done with the software, dont need it anymore, ' +
          'dont need it, no longer need, moving to another, moved to another, moving off, moving to, ' +
          'switching to, switched to, get rid of, turn off our account, delete our account, ' +
          'delete my account, deactivate, deactivate our account, kill our, kill the, end the contract, ' +
          'end our contract, end the subscription, end our plan, off the platform, dar de baja, ' +
          'darme de baja, cerrar mi cuenta, cerrar la cuenta, cancelacion, dropping it, drop our plan, ' +
          'discontinue, not going to renew, wont be renewing, wont renew, dont want to renew, non renewal, ' +
          'nonrenewal, let it lapse, closing the business, closing our doors, out of business, ' +
          'quit the service, unsubscribe from the plan',
      ),
      technical: list(
        'technical, bug, error, down, not working, broken, crash, crashing, crashed, cant log in, ' +
          'cant login, login, log in, password, outage, sync, syncing, integration, api, slow, wont load, ' +
          'not loading, glitch, glitching, 500, 404, no funciona, freezes, freezing, wont open, ' +
          'locked out, locked me out, reset, sso, webhook, import, export, error code, blank screen, ' +
          'white screen, timing out, frozen, spinning, no carga, not sending, zapier, calendar sync, 2fa, ' +
          'cant get in, cant get into, cant access, cant sign in, cant sign on, cant open, cant see, ' +
          'cant find, cant upload, cant connect, cant save, cant send, cant print, cant book, wont let me, ' +
          'wont let us, wont print, wont sync, wont save, wont send, wont connect, wont update, ' +
          'wont upload, wont log, not letting me, not showing, not showing up, not updating, not syncing, ' +
          'not getting, not coming through, not saving, not connecting, not printing, not importing, ' +
          'arent going out, arent sending, arent syncing, isnt sending, isnt working, isnt loading, ' +
          'isnt syncing, doesnt load, doesnt work, doesnt sync, stopped working, stopped syncing, ' +
          'stopped sending, quit working, keeps crashing, keeps logging, keeps freezing, keeps kicking, ' +
          'kicks me out, kicked out, kicking us out, logged out, logging me out, signed out, sign in, ' +
          'signing in, login page, login issue, log on, password reset, reset link, reset email, ' +
          'verification code, two factor, authenticator, just spins, spins, spinning wheel, stuck loading, ' +
          'stuck on, hangs, hanging, lagging, laggy, super slow, so slow, real slow, running slow, ' +
          'super laggy, black screen, blank page, blank, white page, error message, errors, bugged, buggy, ' +
          'bugs, glitchy, acting up, acting weird, disappeared, vanished, missing, gone, lost all, ' +
          'lost our, lost data, wiped, duplicates, duplicated, double booking, double booked, ' +
          'double books, double bookings, wrong time, wrong timezone, off by an hour, time zone, sms not, ' +
          'offline, unresponsive, messed up, broke, no abre, no puedo entrar, no me deja, se traba, ' +
          'no jala, no sirve, falla, fallando, contrasena',
      ),
      upgrade: list(
        'upgrade, more seats, add seats, add users, bigger plan, pro plan, enterprise, premium, ' +
          'annual plan, pricing, mejorar, plan superior, adding seats, additional seats, add more, ' +
          'need more seats, trial, upgrading, extra seats, business plan, higher tier, ampliar, move up, ' +
          'moving up, bump up, bump us up, step up, bigger package, next tier, next plan, next level, ' +
          'top tier, premium plan, business tier, pro tier, gold plan, team plan, unlimited plan, unlock, ' +
          'more users, more licenses, more logins, more agents, more people on, add more users, ' +
          'add another user, add another seat, add a seat, add a user, adding users, adding people, ' +
          'adding a location, add a location, second location, more locations, another location, ' +
          'more storage, more features, full version, paid version, paid plan, go annual, ' +
          'switch to annual, annual billing, yearly plan, growing, expanding, hiring, add on, add ons, ' +
          'mas usuarios, mas licencias, subir de plan, plan mas grande, outgrew, outgrown, maxed out, ' +
          'hit our limit, hit the limit, over our limit, user limit, seat limit, at our limit, ' +
          'over the limit',
      ),
      scheduling: list(
        'scheduling, demo, onboarding, set up a time, book a demo, walkthrough, training, agendar, ' +
          'schedule a, book a, reschedule, kickoff, training session, implementation call, demo call, ' +
          'onboard, onboarding call, kick off, kickoff call, webinar, intro call, walk through, ' +
          'walk us through, train my, train our, train the, training for, set up training, set up a demo, ' +
          'set up a call, set up a meeting, set up onboarding, see a demo, get a demo, want a demo, demos, ' +
          'live demo, product tour, show me around, appointment with, meeting with, book time, ' +
          'book some time, get on the calendar, get on your calendar, reschedule our, move my, move our, ' +
          'move the, move our call, push our, session, entrenamiento, capacitacion, una demo, cita, ' +
          'reagendar, agendar una, go live date, go live call, setup call, set up call, quarterly review, ' +
          'check in call',
      ),
    }),
    weak: {
      upgrade: list(
        'trial, pricing, premium, enterprise, annual plan, growing, expanding, hiring, add on, add ons, ' +
          'move up, moving up, step up, unlock, second location, another location, more locations, ' +
          'more people on, adding a location, add a location, more storage, more features, paid plan, ' +
          'paid version, full version, maxed out, top tier, next level',
      ),
      technical: list(
        'log in, login, down, slow, import, export, reset, zapier, login, missing, gone, blank, time zone, hanging, ' +
          'hangs, stuck on, messed up, cant see, cant find, sign in, log on, spins, broke, wiped, ' +
          'lost our, not getting, offline, acting weird, errors, wont let me, wont let us, cant book, ' +
          'doesnt work, isnt working, kicked out, errors',
      ),
      billing: list(
        'payment, credit card, charges, bank, declined, statement, paying for, past due, tax id, ' +
          'credit back, new card, pago, tarjeta, cargo, ach, unpaid, still paying, price went up, ' +
          'purchase order, money back, monto, recibo',
      ),
      cancel: list(
        'leaving, moving to, moving off, switching to, switched to, get rid of, kill the, kill our, ' +
          'done with it, dont need it, dont need it anymore, shut it off, wrap it up, discontinue, ' +
          'dropping it, out of business, moved to another, deactivate',
      ),
      scheduling: list(
        'move my, move our, move the, session, push our, meeting with, appointment with, cita, onboard, ' +
          'webinar, train my, train our, train the, walk through',
      ),
    },
    // "Does pro come with sso?" asks what a plan holds.
    veto: {
      technical:
        /^(\w+ ){0,2}(does|do|is|are|can|will|has|which)\b[^.!]*\b(have|has|include|included|come with|support|offer|get|extra|part of|on the)\b(?!.*\b(errors?|broken|down|not work\w*|cant|wont|doesnt work|crash\w*|bug|fail\w*|stuck|stopped|login|log in)\b)/,
    },
    patterns: {
      billing:
        /\b(invoices?|receipts?|charged|bill(ed|ing)?|refund|double charge|payment (failed|method)|vat|sales tax)\b/,
      cancel:
        /\b((get|getting|want|let (me|us)|be) out of (the|our|my|this|that) (\w+ )?(contract|agreement|subscription)|cancel(l?ing|l?ed)?|(clos(e|ing)|shut(ting)? (off|down)|delet(e|ing)) (my|our|the) account|not renew\w*|dont renew|(stop\w*|turn(ing)? off|kill|disable|end) (the |my |our )?(auto ?)?renew\w*|(want|need) out\b(?! of)|(want|need|get) (off|out of) (the|our|my) (\w+ )?plan|end (my|our) (plan|sub\w*|account))\b/,
      technical:
        /\b((stopped|quit|not|arent|isnt|wont|dont) (\w+ )?(going out|sending|coming through|working|showing)|(logs?|logged|logging|kicks?|kicked|kicking|boots?|booted|signs?|signed) (me|us|everyone|everybody|people|users) (out|off)|errors?|bugs?|duplicat\w*|(going out|sending|shows? up|sent) twice|buggy|crash\w*|broken|busted|sync\w*|api|webhooks?|(cant|wont|doesnt|not|isnt|keeps?|stopped) (\w+ )?(log|load|open|save|send|sync|work|show|connect|import|export|update|drop|get in)\w*|outage|is down|404s?|403s?|500s?|glitch\w*|freez\w*|((2|two) ?factor|2fa|verification|(login|reset|security) (codes?|emails?|links?)) (\w+ ){0,2}(never|not|dont|doesnt|wont|isnt|arent|didnt)|integration|wrong time(zone)?)\b/,
      upgrade:
        /\b(upgrad\w*|\d+ (seats|users|licenses) to \d+|\w+ (seats|users|licenses) to (\d+|twenty|thirty|forty|fifty|sixty)|more (seats|users|licenses)|(go|move|moving|switch|jump|bump|step) (us )?(up )?from (the |our )?\w+( plan| tier)? to\b|enterprise|pro plan|from (starter|free|basic|trial|monthly|solo) to|bigger plan|higher tier|add(ing)? (my |our |in )?(\d+ |two |three |some )?new \w+|add(ing)? (\d+ |more |some |another |a |two |three )?(seats?|users?|licenses?|people|locations?|logins?|offices?|branch(es)?))\b/,
      scheduling:
        /\b(onboarding|demo|training|walkthrough|walk (\w+ ){1,4}(through|thru)|show (\w+ ){1,4}how (to|it)|(somebody|someone|you) (to )?show (me|us|my|our)|reschedul\w*|book (a|the|an|my) (call|session|meeting|demo))\b/,
    },
  },
  account_email: {
    asked: /\b(email|e mail|correo|login|address on (the|your) account)\b/,
    spec: { kind: 'email' },
  },
  seats: {
    asked:
      /\b(seats?|users?|licenses?|team size|how many|people on|cuant[oa]s|head ?count|still \d+(?= ?\?)|size of (your|the) team|agents do)\b/,
    spec: { kind: 'integer', min: 1, max: 100000 },
  },
};
