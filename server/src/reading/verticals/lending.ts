/** Lending: what the money is for, how much, and the credit. */
import { choice, type FieldWords, list } from './words.ts';

export const lending: Record<string, FieldWords> = {
  loan_purpose: {
    asked:
      /\b(purpose|what (is|would|s) (it|the (loan|money)|this)|what (are|will) (you|we) (financing|funding|use|using|buying)|(looking|want|hoping) to (fund|finance)|what do you want to finance|home purchase|purchase or|refinance or|refi or|loan for|money (be )?for|looking to (buy|finance|do|borrow)|home loan or|what (kind|type) of loan|which loan|against your home|unsecured|what for|para que|buying or|goal|project|what brings)\b/,
    spec: choice({
      purchase: list(
        'purchase, buy a house, buying a house, buying a home, buy a home, first home, new home, new house, ' +
          'mortgage for, home purchase, under contract, pre approval, preapproval, pre approved, preapproved, ' +
          'buying a, house hunting, made an offer, comprar, compra, comprar casa, comprar una casa, buying our, buy our first, ' +
          'closing on a house, put an offer, fha, buying, lake cabin, condo, duplex, down payment, realtor, ' +
          'starter home, first house, first place, a house, a home, new construction, house in',
      ),
      refinance: list(
        'refinance, refi, refinancing, refinanciar, lower my rate, lower rate, lower my payment, refinancin, ' +
          'rate and term, cash out refi, cash out, lower the rate, drop my rate, streamline, my rate is, ' +
          'rate is, my current mortgage, lower my mortgage, mortgage payment down, bajar mi pago',
      ),
      home_equity: list(
        'home equity, heloc, equity, against the house, against my house, against my home, against the home, ' +
          'second mortgage, 2nd mortgage, equity line, line on the house, line of credit on, borrow against, ' +
          'pull equity, pull some equity, tap the house, out of the house, out the house, out of my house, ' +
          'out of our house, cash out of the house, cash out the house, cash out of my, sobre mi casa, ' +
          'equity loan',
      ),
      personal: list(
        'personal, debt consolidation, consolidate, consolidation, credit cards, credit card, cc debt, ' +
          'wedding, vacation, dental, medical bills, unsecured, personal loan, pay off cards, pay off my cards, ' +
          'surgery, funeral, adoption, moving costs, signature loan, roll em, roll them, deudas, tarjetas, ' +
          'cards, vet bill, vet bills, braces, engagement ring, honeymoon, debt',
      ),
      auto: list(
        'auto, car, truck, vehicle, suv, motorcycle, used car, new car, pickup, auto loan, car loan, carro, ' +
          'camioneta, troca, van, jeep, f150, dealership, dealer, minivan, camry, civic, tacoma, silverado, ' +
          'ram 1500, tahoe, harley, sedan',
      ),
    }),
    patterns: {
      purchase:
        /\b(\d (bed(room)?s?|br|bd)|found (a|the|our) (\w+ )?(place|house|condo|home)|fixer ?upper|first (home|house)|pre ?approv\w*|down ?payment|(percent|%|\d+k?) down|house hunting|for (the|a|our) (house|home|condo)$|(buy|buying|purchase|purchasing) (a|an|our|my|the|some) (\w+ ){0,3}(house|home|condo|cabin|duplex|townhouse|land|lot|place|property))\b/,
      refinance:
        /\b((lower|better|cheaper) (my |the |our |a )?(rate|payment)s?|rate on (what|my|the one)|(rate|payment|monthly)s? (brought |way )?(down|lower(ed)?)|(drop|cut|reduce|lower) (my|the|our) (rate|payment|monthly)|redo my mortgage)\b/,
      home_equity:
        /\b(heloc|equity|(second|2nd) mortgage|against (the|my|our) (house|home)|as collateral|(pull|take|get) (some )?(money|cash) out of (the|my|our) (house|home))\b/,
      personal:
        /\b(pay(ing)? (off|down)|consolidat\w*|roll|combine|get rid of)\b.{0,30}\b(cards?|debts?|bills?|irs|tax(es)?|collections?|loans?)\b|\b(wedding|vacation|dental|vet|operation|replacement|hospital|funeral|surgery|adoption|ivf|orthodont\w*|tuition|hospital bills?|(clear|off|down|on) (my |the |our )?(\w+ )?(visa|discover|amex|mastercard|cards?)|medical (bills?|debt)|back taxes|emergency)\b/,
      auto: /\b(trade ?in|dealer(ship)?|used (car|truck|suv)|motorcycle|harley|(19[89]|20[0-3])\d (?!(and|or|to|in|it|but|was|is)\b)[a-z]\w+|(honda|toyota|ford|chevy|nissan|kia|hyundai|dodge|ram|jeep|subaru|bmw|tesla|tacoma|camry|civic|corolla|accord|altima|tundra|4runner|rav4|highlander|explorer|wrangler|sienna|odyssey|f ?150))\b/,
    },
  },
  loan_amount: {
    asked:
      /\b(how much|amount|price range|cuanto|ballpark|total|roughly how|looking to borrow|size of|what size|size (loan|is)|monto|cantidad|still \$?\d+|balance|(do you|you still) owe|owed|left on|pay ?off|loan size|what (number|figure))\b|\$[\d,]+/,
    spec: { kind: 'money', min: 300 },
  },
  credit_profile: {
    asked: /\b(credit|score|fico|credito|puntaje)\b/,
    spec: { kind: 'credit' },
  },
};
