/** Home services: the job, the system, the place. */
import { choice, type FieldWords, list } from './words.ts';

export const homeServices: Record<string, FieldWords> = {
  service: {
    askingWants: true,
    asked:
      /\b(repair or|install\w* or|repair,|tune ?up|what (do you need|can we|is going on|s going on|service|seems)|service|quote or|price on|fix or|replace or|new (one|unit|system) or|que (servicio|necesita)|help with|what is wrong|needs? (doing|done|fixing|work)|acting up|going on|trouble|problem|broken|what happened)\b/,
    spec: choice({
      repair: list(
        'repair, fix, broken, broke, leak, leaking, leaks, not working, isnt working, doesnt work, ' +
          'stopped working, wont turn on, wont start, not cooling, not heating, no heat, no ac, no air, ' +
          'no hot water, clogged, clog, busted, dead, quit working, burst, dripping, drips, making noise, noise, ' +
          'blowing warm, blowing hot, blowing cold, wont stop, runs all night, backed up, sparking, tripping, ' +
          'trips, flickering, out, went out, reparar, arreglar, descompuesto, gotea, fuga, no sirve, no enfria, ' +
          'no calienta, no prende, se descompuso, flooding, overflowing, missing shingles, blew off, hail, ' +
          'frozen, froze, conked out, crapped out, died, died on, kicked the bucket, water heater out, smells, ' +
          'no power, outlet sparks, running toilet, water comes in, buzzing, rattling, grinding, banging, ' +
          'went down, wont light, pilot, short cycling, goteando, tapado, wont kick on, hot air, warm air, ' +
          'acting up, on the fritz, se fue la luz, no hay luz, no funciona, se tapo, no jala',
      ),
      install: list(
        'install, installation, new unit, replace, replacement, put in, new system, new furnace, new ac, ' +
          'new roof, reroof, re roof, new water heater, upgrade, panel upgrade, ev charger, instalar, ' +
          'instalacion, mini split, adding, add a, new one, swap out, ceiling fan, new build, whole new, ' +
          'cambiar, generator, rewire, repipe, hook up, hookup, ceiling fans, hot tub',
      ),
      maintenance: list(
        'maintenance, tune up, tuneup, tune-up, service it, annual, checkup, check up, inspection, clean, ' +
          'cleaning, mantenimiento, seasonal, filter, flush, once over, maintenance plan, yearly, routine, ' +
          'winterize, servicing, revision',
      ),
      quote: list(
        'quote, estimate, price, pricing, bid, cotizacion, presupuesto, ballpark, how much, second opinion, ' +
          'price check, estimado, qoute, shopping around',
      ),
    }),
    weak: {
      repair: list(
        'out, dead, smells, froze, noise, making noise, hail, water comes in, runs all night, wont stop, ' +
          'buzzing, rattling, grinding, banging, frozen, trips, flickering, blew off, no power, hot air, ' +
          'warm air, died, tripping, pilot, smell, overflowing, backed up, missing shingles, flooding',
      ),
      quote: list('price, how much'),
      install: list('upgrade, replace'),
    },
    patterns: {
      repair:
        /\b(wont|doesnt|dont|isnt|not|never|cant|quit|stopped|keeps?|hardly|barely) (\w+ )?(work|turn|start|run|get|hold|cool|heat|drain|flush|spin|light|kick|blow|trip|leak|clog|drip|shut|stay|charg|fill)\w*\b|\b(broke\w*|bust\w*|leak\w*|clog\w*|dripp?\w*|flood\w*|spark\w*|rattl\w*|hums|humming|squeal\w*|cracked|burst|backed up|overflow\w*|(shingles?|siding) (\w+ )?(in|all over|on) (my|the|our) (yard|lawn|driveway)|(after|from) (the|last nights?|this|that) (\w+ )?(wind|storm|hail)\w*|(?<!please |pls |just |to |you |i )(quit|died)(?= *($|[.,!]))|froze(n)? (up|over)|making (a |an |this |that |some )(\w+ )?(noises?|sounds?|racket)|blow(s|ing)? (warm|hot|cold|cool)|no (heat|power|hot water|ac|air|water)|(is|are|r|went|been|gone|heat|ac|power|furnace) (\w+ )?(out|dead|down)|backs up|fell off|blew off|missing shingles?)\b/,
      install:
        /\b(put(ting)? (\w+ ){0,4}in|install\w*|swap\w*|replac\w*|new (unit|system|roof|furnace|ac|water heater|panel|breaker box)|add(ing)? (a|an|another|some) (outlet|circuit|zone|unit|fan|light)|hook(ed)? up|added)\b/,
      maintenance:
        /\b(tune ?ups?|look(ed)? (it |them )?over|check(ed)? (it |them )?(out|over)|servic(ed|ing)|clean(ed|ing)?|inspect\w*|filters?|annual|yearly|once over)\b/,
      quote:
        /\b(price (it|on|for)|pricing|quotes?|estimates?|bids?|how much|what (would|does|do) (it|you|yall) (cost|charge|run)|ballpark|come (out )?(and )?(look|price|measure))\b/,
    },
  },
  system: {
    askingWants: true,
    asked:
      /\b(system|ac or|furnace or|roof or|plumbing or|electrical or|which unit|siding or|heat or|what (is it|unit|system|equipment)|sistema)\b/,
    spec: choice({
      ac: list(
        'ac, a/c, a c, air conditioner, air conditioning, central air, air, aire, aire acondicionado, cooling, ' +
          'mini split, condenser, hvac, not cooling, cold air, heat pump, compressor, thermostat, no enfria, ' +
          'window unit, evaporator, freon, warm air, swamp cooler',
      ),
      furnace: list(
        'furnace, heat, heater, heating, boiler, calefaccion, calenton, no heat, pilot light, radiator, ' +
          'calentador de aire, not heating, furnance',
      ),
      plumbing: list(
        'plumbing, plumber, toilet, sink, pipe, pipes, drain, faucet, water heater, shower, sewer, tub, ' +
          'garbage disposal, disposal, leak under, hot water, sump pump, tuberia, plomeria, plomero, bano, ' +
          'water line, septic, tankless, bathtub, inodoro, lavabo, fregadero, water main, commode, hose bib, ' +
          'spigot, boiler de agua, slab leak',
      ),
      electrical: list(
        'electrical, electric, electrician, outlet, outlets, breaker, panel, wiring, lights, light switch, ' +
          'ev charger, power, electrico, electricidad, electricista, ceiling fan, fuse, generator, wires, gfci, ' +
          'sparks, flickering, switch, luz, rewire, chandelier, recessed lighting',
      ),
      roof: list(
        'roof, roofing, shingle, shingles, roofer, techo, gutter, gutters, hail, flashing, skylight, ' +
          'ceiling leak, tarp, soffit, goteras',
      ),
    }),
    veto: {
      roof: /\b(roof|top) of (my|the|his|her|our|a) (\w+ )?(car|truck|van|suv|jeep|trailer|camper|rv)\b/,
    },
    patterns: {
      ac: /\b(a\/?c|air ?con\w*|mini ?splits?|heat pump|cool(ing|s)? (it|the|off)|condenser|compressor)\b/,
      furnace: /\b(furnace|boiler|heater(?! (tank|leak))|radiators?|no heat)\b/,
      plumbing:
        /\b(sump|disposal|water heater|tankless|toilets?|faucets?|sinks?|drains?|pipes?|sewer|septic|shower|tub|hose bib|water (line|main|pressure)|hot water|plumb\w*)\b/,
      electrical:
        /\b(outlets?|breakers?|(electric|breaker|fuse) (panel|box)|wir(es|ing)|light switch\w*|switches|lights? (flicker\w*|out)|ceiling fans?|(ev|car|tesla|level 2) charger|electric\w*)\b/,
      roof: /\b(shingles?|roof\w*|gutters?|skylight|flashing)\b/,
    },
  },
  zip: {
    asked:
      /\b(zip|zipcode|zip code|postal|codigo postal|what (city|area)|where are you|location|address|city or)\b/,
    spec: { kind: 'zip' },
  },
};
