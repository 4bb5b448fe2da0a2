/** Makes and models of vehicles as leads name them, but for those that are common words. */
import { list } from './words.ts';

export const VEHICLES: string[] = list(
  'honda, toyota, chevy, chevrolet, nissan, kia, hyundai, subaru, bmw, lexus, acura, infiniti, audi, mercedes, benz, volvo, porsche, ' +
    'cadillac, caddy, buick, chrysler, pontiac, mitsubishi, mini cooper, volkswagen, vw, mazda, tesla, rivian, jeep, jaguar, ' +
    'land rover, range rover, civic, accord, crv, cr v, hrv, ridgeline, odyssey, corolla, camry, rav4, highlander, 4runner, tacoma, ' +
    'tundra, sienna, prius, avalon, venza, f150, f 150, f250, f 250, f350, f 350, bronco, explorer, expedition, mustang, fiesta, ' +
    'transit van, silverado, tahoe, yukon, traverse, equinox, malibu, impala, camaro, corvette, trailblazer, sierra 1500, ram 1500, ' +
    'ram 2500, dodge, grand cherokee, wrangler, gladiator, durango, challenger, grand caravan, caravan, pacifica, altima, sentra, ' +
    'maxima, versa, pathfinder, murano, armada, elantra, sonata, tucson, palisade, santa fe, telluride, sorento, sportage, optima, ' +
    'outback, forester, impreza, crosstrek, jetta, passat, tiguan, miata, escalade, model 3, model y, harley, polaris, kawasaki, ' +
    'suburban, rav 4, four runner, nova, chevelle, pick up, pickup, pickup truck, suv, minivan, mini van, sedan, coupe, hatchback, ' +
    'convertible, motorcycle, motorbike, scooter, moped, atv, side by side',
);
