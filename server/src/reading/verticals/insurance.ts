/** Insurance: what is covered, where, and by whom today. */
import { AUTO_HOME_CARRIERS } from './carriers.ts';
import { choice, type FieldWords, list } from './words.ts';

export const insurance: Record<string, FieldWords> = {
  coverage_type: {
    asked:
      /\b(car home|auto home|home or|car or|auto or|what are we quoting|what (kind|type) of|coverage type|own or rent|rent or own|which (coverage|policy|insurance|line)|what (coverage|insurance|are you)|looking to (cover|insure|quote)|quote (today|for)|insure|home auto|renters or|life or|what can i quote|quoting|que (tipo|seguro)|cover)\b/,
    spec: choice({
      auto: list(
        'auto, car, cars, vehicle, vehicles, truck, suv, van, motorcycle, automobile, carro, auto insurance, ' +
          'car insurance, full coverage, liability only, silverado, f150, f 150, camry, civic, corolla, accord, ' +
          'altima, tacoma, tundra, jeep, prius, mustang, tesla, honda, toyota, chevy, kia, hyundai, nissan, ' +
          'subaru, bmw, sr22, sr-22, coche, camioneta, troca, minivan, whip, wheels, rav4, crv, explorer, ' +
          'equinox, sentra',
      ),
      home: list(
        'home, house, homeowners, homeowner, home owners, condo, casa, dwelling, ho3, townhouse, townhome, ' +
          'mobile home, hazard insurance, vivienda, cabin, duplex',
      ),
      renters: list(
        'renters, renter, renting, apartment, apt, rental insurance, rent, inquilino, inquilinos, ' +
          'landlord requires, my lease, leasing office',
      ),
      life: list(
        'life, term life, whole life, life insurance, vida, term, burial, final expense, death benefit, ' +
          'funeral',
      ),
      health: list(
        'health, medical, health insurance, marketplace, obamacare, aca, salud, dental, medicare, healthcare, ' +
          'cobra, ppo, hmo',
      ),
      commercial: list(
        'commercial, business, general liability, workers comp, my shop, my company, bop, food truck, ' +
          'contractor insurance, negocio, comercial, fleet, my restaurant, my salon, my store, box truck, ' +
          'gl policy, my bakery, work comp, liability for my business, landscaping business, cleaning business, ' +
          'my employees',
      ),
    }),
    veto: { renters: /\b(my|the|our) rent (check |payment )?(bounced|is (due|late)|went up|got)\b/ },
    patterns: {
      auto: /\b(teen|new|young) drivers?\b|\bsr ?22\b|\b(19|20)\d\d (\w+ )?(honda|toyota|ford|chevy|nissan|kia|hyundai|dodge|ram|jeep|subaru|bmw|tesla|mazda|vw|gmc|lexus|camry|civic|tacoma|f ?150|altima|corolla|accord)\b|\bmy (honda|toyota|ford|chevy|nissan|kia|hyundai|dodge|ram|jeep|subaru|bmw|tesla|camry|civic|tacoma|f ?150|altima|corolla|accord)\b|\bfirst car\b/,
      home: /\b(own it|(i|we) own|^own|homeowner|duplex|townhouse|town ?home|condo|cabin|mobile home|home ?owners?|our place|the house|my house)\b/,
      renters: /\b^rent\b|\b(my|the|an|our) (apartment|apt)\b|\brent(ing)? (a|an|my|the)\b/,
      life: /\b(whole|term) life\b|\b\d+ (yr|year)s? term\b|\bterm\b|\b(burial|final expense|death benefit)\b/,
      commercial:
        /\b(food truck|business|llc|company vehicles?|work vans?|contractor|landscap\w+|salon|restaurant|general liability|workers comp)\b/,
      health: /\b(turn(ing)? 26|obamacare|marketplace|aca\b|cobra|off my (moms|dads|parents)|medical)\b/,
    },
  },
  zip: {
    asked: /\b(zip|zipcode|zip code|postal|codigo postal|parked|garaged|where do you live|what area)\b/,
    spec: { kind: 'zip' },
  },
  current_carrier: {
    asked:
      /\b(who (insures|has|is your|covers|do you have|are you with|do you use)|which (company|carrier|insurer)|current(ly)? (carrier|insurer|company|insured|with|have)|carrier|insured with|company do you|with (whom|who)|insurance company|who you (have|with)|insurer|who (now|currently)|con (quien|que compania)|que (compania|aseguradora))\b/,
    spec: { kind: 'company', known: AUTO_HOME_CARRIERS },
  },
};
