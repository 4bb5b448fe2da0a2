/** Lending: what the money is for, how much, and the credit. */
import { VEHICLES } from './vehicles.ts';
import { choice, type FieldWords, list } from './words.ts';

/** "Not using the house as collateral". */
const NO_HOUSE =
  /\b(no|not|dont|without|wont|never|rather not|sin) ((\w+ ){0,3})(using|use|put(ting)?( up)?|against|touch\w*|risk\w*|tie\w*|poner|usar) (\w+ ){0,2}(house|home|casa|place)\b|\bno collateral\b/;

export const lending: Record<string, FieldWords> = {
  loan_purpose: {
    asked:
      /\b(how (can|may) \w+ help|what can (we|i) (do|help)|what would you like to do|purpose|what (is|would|s) (it|the (loan|money)|this)|what (are|will) (you|we) (financing|funding|use|using|buying)|(looking|want|hoping) to (fund|finance)|what do you want to finance|home purchase|purchase or|refinance or|refi or|loan for|(loan|money|funds|cash) (be )?(for|going|used)|money (be )?for|looking to (buy|finance|do|borrow)|home loan or|what (kind|type) of loan|which loan|against your home|unsecured|what for|para que|buying or|goal|project|what brings)\b/,
    spec: choice({
      purchase: list(
        'purchase, buy a house, buying a house, buying a home, buy a home, first home, new home, ' +
          'new house, mortgage for, home purchase, under contract, pre approval, preapproval, ' +
          'pre approved, preapproved, buying a, house hunting, made an offer, comprar, compra, ' +
          'comprar casa, comprar una casa, buying our, buy our first, closing on a house, put an offer, ' +
          'fha, buying, lake cabin, condo, duplex, down payment, realtor, starter home, first house, ' +
          'first place, a house, a home, new construction, house in, lot, land, acreage, acres, farmhouse, ' +
          'house and land, mobile home, double wide, first time buyer, first time homebuyer, new build, ' +
          'buying my, buying a place, buy a place, buy our, va loan, usda loan, home loan, close on, ' +
          'preapproval letter, pre approval letter, to buy, investment property, rental property, ' +
          'vacation home, buy, to purchase',
      ),
      refinance: list(
        'refinance, refi, refinancing, refinanciar, lower my rate, lower rate, lower my payment, ' +
          'refinancin, rate and term, cash out refi, cash out, lower the rate, drop my rate, streamline, ' +
          'my rate is, rate is, my current mortgage, lower my mortgage, mortgage payment down, ' +
          'bajar mi pago, better rate, out of my arm, balloon, refied, refinanced, take my name off, ' +
          'pmi off, drop pmi, get rid of pmi, take her name off, buy out my ex, shorter term, ' +
          '15 year instead, current loan, existing loan, existing mortgage, interest rate down, ' +
          'refinanciamiento',
      ),
      home_equity: list(
        'home equity, heloc, equity, against the house, against my house, against my home, ' +
          'against the home, second mortgage, 2nd mortgage, equity line, line on the house, ' +
          'line of credit on, borrow against, pull equity, pull some equity, tap the house, ' +
          'out of the house, out the house, out of my house, out of our house, cash out of the house, ' +
          'cash out the house, cash out of my, sobre mi casa, equity loan, helock, he loc, ' +
          'home equity line, equity in the house, equity in my house, equity in my home, ' +
          'line of credit on my house, line on my house, using the house, use the house, ' +
          'borrow on the house, borrow on my house, on the house, use my house, put up the house, ' +
          'off the house, off my house, off our house, off of the house, against my place, ' +
          'against the place, against our place, against the farm, against the land, on the farm, ' +
          'on my place, out of my place, out of our place, using my house, using our house, ' +
          'against our house, against our home, the equity, sobre la casa, contra la casa',
      ),
      personal: list(
        'personal, debt consolidation, consolidate, consolidation, credit cards, credit card, cc debt, ' +
          'wedding, vacation, dental, medical bills, unsecured, personal loan, pay off cards, ' +
          'pay off my cards, surgery, funeral, adoption, moving costs, signature loan, roll em, roll them, ' +
          'deudas, tarjetas, cards, vet bill, vet bills, braces, engagement ring, honeymoon, debt, ' +
          'hospital bill, hospital bills, medical bill, credit card debt, loan sharks, payday loans, ' +
          'payday loan, irs, back taxes, moving, move, furniture, appliances, bail, lawyer, attorney fees, ' +
          'divorce, ivf, tuition, funeral costs, burial, headstone, emergency, cruise, disney, ' +
          'anniversary, quinceanera, boda, bills, pay my bills, catch up on bills, visa, discover, amex, ' +
          'mastercard, capital one, cap one, store cards, hot tub, hearing aids, dentures, implants, ' +
          'root canal, surgery for my dog, dog surgery, knee surgery, lasik, travel, baby, roof repair, ' +
          'new roof, new furnace, hvac, remodel, fence, deck, home improvement, home repairs, septic, ' +
          'pole barn, card, a card, store card, teeth, my teeth, tooth',
      ),
      auto: [
        ...VEHICLES,
        ...list(
          'auto, car, truck, vehicle, suv, motorcycle, used car, new car, pickup, auto loan, car loan, ' +
            'carro, camioneta, troca, van, jeep, f150, dealership, dealer, minivan, camry, civic, tacoma, ' +
            'silverado, ram 1500, tahoe, harley, sedan, dually, rv, camper, atv, utv, trade in, trade, ' +
            'auto refi, my buddys, off craigslist, off facebook, private party, work truck, pickup truck, ' +
            'mini van, ride, wheels, motocicleta, coche, vehiculo',
        ),
      ],
    }),
    weak: {
      purchase: list('buy, lot, land, acreage, acres, new build, home loan, close on, to buy'),
      refinance: list('current loan, existing loan, shorter term, balloon'),
      home_equity: list(
        'on the farm, on my place, on the house, using the house, use the house, use my house',
      ),
      personal: list(
        'card, a card, moving, move, furniture, appliances, lawyer, attorney fees, divorce, tuition, emergency, baby, ' +
          'bills, irs, travel, visa, discover, burial, cruise, disney, hvac, fence, deck, septic, ' +
          'new roof, new furnace, roof repair, remodel, home improvement, home repairs, pole barn, ' +
          'anniversary, capital one, cap one, mastercard, amex',
      ),
      auto: list('ride, wheels, trade, camper, rv, atv, utv, caravan, nova'),
    },
    veto: {
      home_equity: NO_HOUSE,
    },
    patterns: {
      purchase:
        /\b(\d (bed(room)?s?|br|bd)|found (a|the|our) (\w+ )?(place|house|condo|home)|fixer ?upper|first (home|house)|pre ?approv\w*|down ?payment|\b(house|home|place|condo|property)\b.*\d(k| percent|%)? down|\d(k| percent|%)? down on (the|a|our) (house|home|place|condo)|house hunting|for (the|a|our) (house|home|condo)$|(buy|buying|purchase|purchasing) (a|an|our|my|the|some) (\w+ ){0,3}(house|home|condo|cabin|duplex|townhouse|land|lot|place|property))\b/,
      refinance:
        /\b((lower|better|cheaper) (my |the |our |a )?(rate|payment)s?|rate on (what|my|the one)|(rate|payment|monthly)s? (brought |way )?(down|lower(ed)?)|(drop|cut|reduce|lower) (my|the|our) (rate|payment|monthly)|redo my mortgage|(im|were|sitting|stuck|locked|currently|got|have)( in)?( at)? (a |an )?\d{1,2}(\.\d+)? ?(%|percent|point)|my (arm|balloon|adjustable)|(take|get|taking|getting) (\w+ ){1,3}off the (loan|mortgage|deed|note))\b/,
      home_equity:
        /\b(heloc|equity|(second|2nd) mortgage|against (the|my|our) (house|home)|as collateral|(pull|take|get) (some |a little )?(money|cash) out of (the|my|our) (\w+ ){0,3}(house|home))\b/,
      personal:
        /\b(no|not|dont|without|wont|never|rather not|sin) ((\w+ ){0,3})(using|use|put(ting)?( up)?|against|touch\w*|risk\w*|tie\w*|poner|usar) (\w+ ){0,2}(house|home|casa|place)\b|\bno collateral\b|\b(pay(ing)? (off|down)|consolidat\w*|roll|combine|get rid of)\b.{0,30}\b(cards?|debts?|bills?|irs|tax(es)?|collections?|loans?)\b|\b(wedding|vacation|dental|vet|operation|replacement|hospital|funeral|surgery|adoption|ivf|orthodont\w*|tuition|hospital bills?|(?<!paid )(clear|off|down|on) (my |the |our )?(\w+ )?(visa|discover|amex|mastercard|cards?)|medical (bills?|debt)|back taxes|emergency)\b/,
      auto: /\b(trade ?in|dealer(ship)?|used (car|truck|suv)|motorcycle|harley|(19[89]|20[0-3])\d (?!(and|or|to|in|it|but|was|is)\b)[a-z]\w+|(honda|toyota|ford|chevy|nissan|kia|hyundai|dodge|ram|jeep|subaru|bmw|tesla|tacoma|camry|civic|corolla|accord|altima|tundra|4runner|rav4|highlander|explorer|wrangler|sienna|odyssey|f ?150))\b/,
    },
  },
  loan_amount: {
    asked:
      /\b(price|how much|what (price|is the price|s the price)|asking price|purchase price|dollar (amount|figure)|amount|price range|cuanto|ballpark|total|roughly how|looking to borrow|size of|what size|size (loan|is)|monto|cantidad|still (thinking|at|looking at|want\w*|need\w*|after)?( about)? ?\$?\d+k?|balance|(do you|you still) owe|owed|left on|pay ?off|loan size|what (number|figure)|\d+k? (you said|is it|right|still))\b|\$[\d,]+/,
    spec: { kind: 'money', min: 300 },
  },
  credit_profile: {
    asked: /\b(credit|score|fico|credito|puntaje)\b/,
    spec: { kind: 'credit' },
  },
};
