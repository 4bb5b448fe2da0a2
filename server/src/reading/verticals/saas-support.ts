/** Software support: the topic, the account, its seats. */
import { choice, type FieldWords, list } from './words.ts';

export const saasSupport: Record<string, FieldWords> = {
  topic: {
    askingWants: true,
    asked:
      /\b(upgrade or|billing or|technical or|what (is|s) (this|it|up|going on|happening|down)|help with|fix|issue|topic|what can (i|we)|about|tema|trouble|cancel or|new account|bug)\b/,
    spec: choice({
      billing: list(
        'billing, invoice, charged, charge, bill, refund, payment, double charged, receipt, credit card, ' +
          'overcharged, facturacion, factura, cobro, card declined, w9, tax exempt, renewal price, billed, ' +
          'autopay, po number, invoices, cobraron',
      ),
      cancel: list(
        'cancel, cancel my account, cancel our, close my account, cancelar, end my subscription, ' +
          'end our subscription, terminate, downgrade to free, cancelling, canceling, not renew, dont renew, ' +
          'out of this contract, out of the contract, cancellation, switching to another, leaving, ' +
          'close our account, shut down our account',
      ),
      technical: list(
        'technical, bug, error, down, not working, broken, crash, crashing, crashed, cant log in, cant login, ' +
          'login, log in, password, outage, sync, syncing, integration, api, slow, wont load, not loading, ' +
          'glitch, glitching, 500, 404, no funciona, freezes, freezing, wont open, locked out, locked me out, ' +
          'reset, sso, webhook, import, export, error code, blank screen, white screen, timing out, frozen, ' +
          'spinning, no carga, not sending, zapier, calendar sync, 2fa',
      ),
      upgrade: list(
        'upgrade, more seats, add seats, add users, bigger plan, pro plan, enterprise, premium, annual plan, ' +
          'pricing, mejorar, plan superior, adding seats, additional seats, add more, need more seats, trial, ' +
          'upgrading, extra seats, business plan, higher tier, ampliar',
      ),
      scheduling: list(
        'scheduling, demo, onboarding, set up a time, book a demo, walkthrough, training, agendar, schedule a, ' +
          'book a, reschedule, kickoff, training session, implementation call, demo call',
      ),
    }),
    weak: {
      upgrade: list('trial, pricing, premium, enterprise, annual plan'),
      technical: list('down, slow, import, export, reset, zapier, login'),
      billing: list('payment, credit card'),
      cancel: list('leaving'),
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
        /\b(cancel(l?ing|l?ed)?|(clos(e|ing)|shut(ting)? (off|down)|delet(e|ing)) (my|our|the) account|not renew\w*|dont renew|(stop\w*|turn(ing)? off|kill|disable|end) (the |my |our )?auto ?renew\w*|(want|need) out\b(?! of)|(want|need|get) (off|out of) (the|our|my) (\w+ )?plan|end (my|our) (plan|sub\w*|account))\b/,
      technical:
        /\b((logs?|logged|logging|kicks?|kicked|kicking|boots?|booted|signs?|signed) (me|us|everyone|everybody|people|users) (out|off)|errors?|bugs?|duplicat\w*|(going out|sending|shows? up|sent) twice|buggy|crash\w*|broken|busted|sync\w*|api|webhooks?|(cant|wont|doesnt|not|isnt|keeps?|stopped) (\w+ )?(log|load|open|save|send|sync|work|show|connect|import|export|update|drop|get in)\w*|outage|is down|404|403|500|glitch\w*|freez\w*|((2|two) ?factor|2fa|verification|(login|reset|security) (codes?|emails?|links?)) (\w+ ){0,2}(never|not|dont|doesnt|wont|isnt|arent|didnt)|integration|wrong time(zone)?)\b/,
      upgrade:
        /\b(upgrad\w*|\d+ (seats|users|licenses) to \d+|\w+ (seats|users|licenses) to (\d+|twenty|thirty|forty|fifty|sixty)|more (seats|users|licenses)|(go|move|moving|switch|jump|bump|step) (us )?(up )?from (the |our )?\w+( plan| tier)? to\b|enterprise|pro plan|from (starter|free|basic|trial|monthly|solo) to|bigger plan|higher tier|add(ing)? (\d+ |more |some )?(seats|users|licenses|people))\b/,
      scheduling:
        /\b(onboarding|demo|training|walkthrough|reschedul\w*|book (a|the|an|my) (call|session|meeting|demo))\b/,
    },
  },
  account_email: {
    asked: /\b(email|e mail|correo|login|address on (the|your) account)\b/,
    spec: { kind: 'email' },
  },
  seats: {
    asked:
      /\b(seats?|users?|licenses?|team size|how many|people on|cuant[oa]s|head ?count|still \d+ \?|size of (your|the) team|agents do)\b/,
    spec: { kind: 'integer', min: 1, max: 100000 },
  },
};
