/** Insurance: what is covered, where, and by whom today. */
import { AUTO_HOME_CARRIERS, HEALTH_CARRIERS } from './carriers.ts';
import { VEHICLES } from './vehicles.ts';
import { choice, type FieldWords, list } from './words.ts';

export const insurance: Record<string, FieldWords> = {
  coverage_type: {
    asked:
      /\b(how (can|may) \w+ help|what can (we|i) (do|help)|what (do|would) you (need|want|like) (insured|covered|quoted)|kind of business|car home|auto home|home or|car or|auto or|what are we quoting|what (kind|type) of|coverage type|own or rent|rent or own|which (coverage|policy|insurance|line)|what (coverage|insurance|are you)|looking to (cover|insure|quote)|quote (today|for)|insure|home auto|renters or|life or|what can i quote|quoting|que (tipo|seguro)|cover)\b/,
    spec: choice({
      auto: [
        ...VEHICLES,
        ...list(
          'auto, car, cars, vehicle, vehicles, truck, suv, van, motorcycle, automobile, carro, ' +
            'auto insurance, car insurance, full coverage, liability only, silverado, f150, f 150, camry, ' +
            'civic, corolla, accord, altima, tacoma, tundra, jeep, prius, mustang, tesla, honda, toyota, ' +
            'chevy, kia, hyundai, nissan, subaru, bmw, sr22, sr-22, coche, camioneta, troca, minivan, whip, ' +
            'wheels, rav4, crv, explorer, equinox, sentra, rv, motor home, motorhome, camper, ' +
            'travel trailer, fifth wheel, teen driver, young driver, liability insurance on my, dually, ' +
            'vehiculo, vehiculos, moto, auto policy, auto quote, driving school, drivers ed, new driver, ' +
            'sr 22, driving record, dui',
        ),
      ],
      home: list(
        'home, house, homeowners, homeowner, home owners, condo, casa, dwelling, ho3, townhouse, ' +
          'townhome, mobile home, hazard insurance, vivienda, cabin, duplex, single wide, double wide, ' +
          'singlewide, doublewide, trailer house, manufactured home, modular home, farmhouse, farm house, ' +
          'our place, homeplace, log cabin, mortgage company, escrow, first house, closing on a, ' +
          'closing on the, hazard, flood, roof claim, casita, la casa, mi casa, hogar',
      ),
      renters: list(
        'renters, renter, renting, apartment, apt, rental insurance, rent, inquilino, inquilinos, ' +
          'landlord requires, my lease, leasing office, my landlord, dorm, studio, renters policy, rentin, ' +
          'alquilo, rento, renta, departamento, apartamento, my stuff, my belongings, apartment complex',
      ),
      life: list(
        'life, term life, whole life, life insurance, vida, term, burial, final expense, death benefit, ' +
          'funeral, bury me, buried, mortgage protection, beneficiary, if i die, ' +
          'if something happens to me, when im gone, leave something for my, universal life, ' +
          'burial insurance, funeral insurance, life policy, seguro de vida, my kids if',
      ),
      health: list(
        'health, medical, health insurance, marketplace, obamacare, aca, salud, dental, medicare, ' +
          'healthcare, cobra, ppo, hmo, medigap, medicare supplement, supplement plan, advantage plan, ' +
          'turning 65, part b, part d, deductible plan, dental and vision, vision, off my parents, ' +
          'healthcare.gov, aca plan, seguro medico, seguro de salud, open enrollment, health plan, ' +
          'health coverage, family plan, losing coverage at work',
      ),
      commercial: list(
        'commercial, business, general liability, workers comp, my shop, my company, bop, food truck, ' +
          'contractor insurance, negocio, comercial, fleet, my restaurant, my salon, my store, box truck, ' +
          'gl policy, my bakery, work comp, liability for my business, landscaping business, ' +
          'cleaning business, my employees, commercial auto, liability policy for, errors and omissions, ' +
          'e and o, professional liability, lawn care, landscaping, cleaning company, my trucking, ' +
          'trucking company, semi, owner operator, dump truck, hot shot, my llc, llc, contractor, ' +
          'contractors, handyman, roofing company, daycare, my church, my gym, food cart, restaurant, ' +
          'salon, barber shop, barbershop, work truck, work trucks, work van, company truck, ' +
          'company trucks, general contractor, cargo insurance, surety bond, bonded, bond, bakery, ' +
          'my crew, nonprofit, coffee shop, florist, repair shop, body shop, office building, warehouse, ' +
          'apartment building i own, seguro comercial, mi negocio, crop, crops, biz, lawn biz, my biz, ' +
          'our biz, small biz, small business, tow truck, tow trucks, wrecker, food trailer, work trailer, ' +
          'grooming, dog grooming, catering, photography business, drywall, painting business, hauling, ' +
          'detailing, welding shop, plumbing business, electrical business, house cleaning, ' +
          'cleaning houses, vending machines, farm stand, gas station, laundromat, dentist office, ' +
          'law office, tattoo shop, nail salon',
      ),
    }),
    weak: {
      home: list(
        'closing on a, closing on the, escrow, mortgage company, hazard, flood, roof claim, our place',
      ),
      health: list('family plan, vision, supplement plan'),
      commercial: list(
        'grooming, catering, drywall, hauling, detailing, house cleaning, cleaning houses, gas station, bond, bonded, semi, crop, crops, contractor, landscaping, warehouse, restaurant, salon, ' +
          'my crew, nonprofit, my church',
      ),
      auto: list('camper, dui, driving record, caravan, nova, transit van, scooter'),
      renters: list('my landlord, my stuff, my belongings, studio'),
      life: list('my kids if, beneficiary'),
    },
    veto: {
      auto: /^(?!.*\b(auto|car|truck)\b.*\bauto\b)(?=.*\bauto[- ]?(owners|club)\b)|\bmotor ?home\b.*\bno\b/,
      home: /\bmotor ?home\b|\b(work|working|stay\w*) (from|at) home\b|\bnursing home\b|\bhome (office|phone|number|from work)\b/,
      commercial:
        /\b(commercials?\b(?! (auto|insurance|policy|general|coverage|vehicle|van|truck|property|liab\w*))(?=.*\b(tv|until|now)\b)|commercials\b|(your|ur|yalls|none of your) business\b(?! (auto|policy|insurance))|business days?|business hours|mind your)/,
      life: /\b(my (whole|entire) life|save my life|real life|life is|get a life|life insurance license|that life|busy life|story of my life)\b/,
      renters: /\b(my|the|our) rent (check |payment )?(bounced|is (due|late)|went up|got)\b/,
    },
    patterns: {
      auto: /\b(teen|new|young) drivers?\b|\bsr ?22\b|\b(19|20)\d\d (\w+ )?(honda|toyota|ford|chevy|nissan|kia|hyundai|dodge|ram|jeep|subaru|bmw|tesla|mazda|vw|gmc|lexus|camry|civic|tacoma|f ?150|altima|corolla|accord)\b|\bmy (honda|toyota|ford|chevy|nissan|kia|hyundai|dodge|ram|jeep|subaru|bmw|tesla|camry|civic|tacoma|f ?150|altima|corolla|accord)\b|\bfirst car\b/,
      home: /\b(own it|(i|we) own|^own|homeowner|duplex|townhouse|town ?home|condo|cabin|mobile home|home ?owners?|our place|the house|my house)\b/,
      renters: /\b^rent\b|\b(my|the|an|our) (apartment|apt)\b|\brent(ing)? (a|an|my|the)\b/,
      life: /\b(whole|term) life\b|\b\d+ (yr|year)s? term\b|\bterm\b|\b(burial|final expense|death benefit)\b/,
      commercial:
        /\b(my|our) (\w+ ){0,2}(crew|outfit|employees|trucking|restaurant)\b|\b(dog|pet) grooming\b|\bgl\b|\b(food truck|business|llc|company vehicles?|work vans?|contractor|landscap\w+|salon|restaurant|general liability|workers comp)\b/,
      health: /\b(turn(ing)? 26|obamacare|marketplace|aca\b|cobra|off my (moms|dads|parents)|medical)\b/,
    },
  },
  zip: {
    asked: /\b(zip|zipcode|zip code|postal|codigo postal|parked|garaged|where do you live|what area)\b/,
    spec: { kind: 'zip' },
  },
  current_carrier: {
    asked:
      /\b(who (insures|has|is your|covers|do you have|are you with|do you use)|which (company|carrier|insurer)|current(ly)? (carrier|insurer|company|insured|with|have)|carrier|insured with|company do you|with (whom|who)|insurance company|who you (have|with)|insurer|who (now|currently)|(have|got) (any )?(coverage|insurance|a policy)( today| now| already| right now)? \?|who is (it|that|this|the|your|their|his|her)( \w+){0,3} (through|thru|with|by)|(through|with|thru|by) (whom|who)|still (with|insured|at|using)|(are )?you with|(has|have) you (now|insured|covered)|con (quien|que compania)|que (compania|aseguradora))\b/,
    spec: { kind: 'company', known: { ...HEALTH_CARRIERS, ...AUTO_HOME_CARRIERS } },
  },
};
