/** Home services: the job, the system, the place. */
import { choice, type FieldWords, list } from './words.ts';

export const homeServices: Record<string, FieldWords> = {
  service: {
    askingWants: true,
    asked:
      /\b(how (can|may) \w+ help|what can (we|i) (do|help)|repair or|install\w* or|repair,|tune ?up|what (do you need|can we|is going on|s going on|service|seems)|service|quote or|price on|fix or|replace or|new (one|unit|system) or|que (servicio|necesita)|(is|are) (the|your|it|that|they) [^?]*(out|down|dead|leaking|broken|noises?|acting up|not working|quit|clogged|backed up)( \w+)? ?\?|(out|making (a )?noise|acting up|giving you trouble|still (out|down|leaking|broken)) \?|help with|what is wrong|needs? (doing|done|fixing|work)|acting up|going on|trouble|problem|broken|what happened)\b/,
    spec: choice({
      repair: list(
        'repair, fix, broken, broke, leak, leaking, leaks, not working, isnt working, doesnt work, ' +
          'stopped working, wont turn on, wont start, not cooling, not heating, no heat, no ac, no air, ' +
          'no hot water, clogged, clog, busted, dead, quit working, burst, dripping, drips, making noise, ' +
          'noise, blowing warm, blowing hot, blowing cold, wont stop, runs all night, backed up, sparking, ' +
          'tripping, trips, flickering, out, went out, reparar, arreglar, descompuesto, gotea, fuga, ' +
          'no sirve, no enfria, no calienta, no prende, se descompuso, flooding, overflowing, ' +
          'missing shingles, blew off, hail, frozen, froze, conked out, crapped out, died, died on, ' +
          'kicked the bucket, water heater out, smells, no power, outlet sparks, running toilet, ' +
          'water comes in, buzzing, rattling, grinding, banging, went down, wont light, pilot, ' +
          'short cycling, goteando, tapado, wont kick on, hot air, warm air, acting up, on the fritz, ' +
          'se fue la luz, no hay luz, no funciona, se tapo, no jala, freezing up, iced up, icing up, ' +
          'ices over, shot, gave out, give out, burned out, burnt out, burned up, blew, blown, popped, ' +
          'shorted, short circuit, kaput, toast, done for, wont ignite, wont drain, wont flush, ' +
          'wont stay lit, wont shut off, wont quit, wont come on, keeps shutting off, keeps tripping, ' +
          'keeps running, keeps going out, shuts off, shuts right off, cuts off, cuts out, kicks off, ' +
          'kicks on and off, stopped up, plugged up, plugged, backing up, backs up, drain is slow, ' +
          'slow drain, draining slow, gurgling, sputtering, knocking, squealing, screeching, humming, ' +
          'clicking, hissing, whistling, thumping, soaked, water damage, wet spot, water stain, ' +
          'water spot, stain on the ceiling, puddle, flooded, flood, collapsed, caved in, cracked, ' +
          'rusted out, rusted, rotted, bad smell, burning smell, burnt smell, smells like, smells funny, ' +
          'sewer smell, gas smell, sewage, no water, no pressure, low pressure, low water pressure, ' +
          'no lights, no cold air, not blowing, barely blowing, not blowing cold, not coming on, ' +
          'not turning on, not working right, aint working, dont work, doesnt come on, does not work, ' +
          'quit, quit on me, quit on us, quit last night, quit this morning, quit heating, quit cooling, ' +
          'stopped, stopped heating, stopped cooling, stopped blowing, no longer works, tore up, torn up, ' +
          'tore off, blown off, blew away, storm damage, hail damage, wind damage, tree fell, tree limb, ' +
          'branch went through, hole in, holes in, wont hold, wont work, wont run, aint right, messed up, ' +
          'screwed up, went kaput, went bad, gone bad, gone out, is out, been out, fried, sparks, sparked, ' +
          'shocked me, arcing, flickers, dims, dimming, half the house, outlets are dead, dead outlet, ' +
          'dead outlets, descompuesta, tirando agua, se quemo, fuga de agua, roto, rota, componer, ' +
          'not draining, not flushing, not getting hot, not getting cold, lukewarm, colder in here, ' +
          'freezing in here, hot as, trouble with, problem with, issue with, something wrong, sounds like, ' +
          'sounds awful, dead as, fixing, repairing, repairs, puked, puking, pouring, pours, ' +
          'dumping water, spewing, spraying, gushing, seeping, sweating, leaked, busting, bursting, ' +
          'sagging, caving, wobbling, reparacion, reparaciones, reparado, arreglo, arreglen, compostura, ' +
          'avienta, descomponer, fallando, truena, se apaga, se apago, tira agua, chorreando, inundado, ' +
          'dejo de, ya no enfria, ya no prende, quebro, quebrada, quebrado, danado, tore, tore the, ' +
          'chewed, chewed through, ate through, ripped, ripped off, busted out, flicker, stain, stains',
      ),
      install: list(
        'install, installation, new unit, replace, replacement, put in, new system, new furnace, new ac, ' +
          'new roof, reroof, re roof, new water heater, upgrade, panel upgrade, ev charger, instalar, ' +
          'instalacion, mini split, adding, add a, new one, swap out, ceiling fan, new build, whole new, ' +
          'cambiar, generator, rewire, repipe, hook up, hookup, ceiling fans, hot tub, brand new, ' +
          'replacing, replaced, put a new, put one in, hung, hang a, mount, mounted, set up a new, ' +
          'new faucet, new toilet, new sink, new disposal, new thermostat, new panel, new outlets, ' +
          'new outlet, new breaker, new windows, new gutters, new construction, building a house, ' +
          'building a new, addition, adding on, add on, remodel, remodeling, renovation, second bathroom, ' +
          'new bathroom, bathroom put in, converting, convert, run a line, run a gas line, run power, ' +
          'run electric, wire up, wire a, wire my, wired, wiring up, upgrade the panel, 200 amp, 100 amp, ' +
          'amp service, heavy up, tear off and replace, full replacement, needs replaced, needs replacing, ' +
          'time for a new one, nuevo, nueva, poner, poner un, cambiar el, solar panels, whole house fan, ' +
          'generator hookup, transfer switch, bigger unit, hot tub wired, put in a, standby generator, ' +
          'installing, installed, installs, swap, swapping, swapped, upgrading, rewiring, rewired, ' +
          'repiping, reroofing, instalen, instalado, hooked up, put one, want to add, add central, ' +
          'adding central, add another, add some',
      ),
      maintenance: list(
        'maintenance, tune up, tuneup, tune-up, service it, annual, checkup, check up, inspection, ' +
          'clean, cleaning, mantenimiento, seasonal, filter, flush, once over, maintenance plan, yearly, ' +
          'routine, winterize, servicing, revision, yearly look over, look over, looked over, ' +
          'looked at before winter, tune-ups, tune ups, service the, serviced, serviced before, ' +
          'service call before winter, annual service, yearly service, fall service, spring service, ' +
          'checked before, checkup on, preventive, preventative, flushed, flush the, pumped, pumped out, ' +
          'septic pumped, gutters cleaned, cleaned out, duct cleaning, ducts cleaned, clean the, ' +
          'change the filter, filter change, service plan, service contract, winterized, ' +
          'get it ready for winter, ready for summer, ready for winter, limpieza, limpiar, servicio anual, ' +
          'chequeo, revisar, afinacion, inspected, home inspection, twice a year, every fall, ' +
          'every spring, once a year, tuned up, tuning up, inspect, maintained, afinar, mantenimientos, ' +
          'flushing, needs flushed, cleanout of, service my, to service, service on my',
      ),
      quote: list(
        'quote, estimate, price, pricing, bid, cotizacion, presupuesto, ballpark, how much, ' +
          'second opinion, price check, estimado, qoute, shopping around, quoted, quotes, estimates, bids, ' +
          'what would it cost, what does it cost, whatd it cost, what would it run, whats it run, cost to, ' +
          'cost of, costs to, price to, price for, price out, priced, prices, run me, number on, ' +
          'ball park, comparing, comparing prices, compare, getting prices, 2nd opinion, another opinion, ' +
          'looking at options, what youd charge, what you charge for, figure on, cuanto cuesta, ' +
          'cuanto cobran, cuanto sale, presupuestos, free estimate',
      ),
    }),
    weak: {
      repair: list(
        'stain, stains, flicker, tore, ripped, chewed, sounds like, sounds awful, stopped, quit, shot, blew, blown, popped, done for, toast, cracked, ' +
          'rusted, rusted out, rotted, soaked, flood, flooded, puddle, tore up, messed up, screwed up, ' +
          'gas smell, wet spot, is out, been out, gone out, kicks off, cuts off, cuts out, clicking, ' +
          'hissing, whistling, knocking, humming, squealing, screeching, thumping, plugged, collapsed, ' +
          'dims, dimming, something wrong, half the house, freezing in here, colder in here, hot as, ' +
          'lukewarm, no longer works, problem with, issue with, trouble with, smells like, smells funny, ' +
          'went bad, wont hold, wont work, aint right, hole in, holes in, fried, shocked me, tree fell, ' +
          'tree limb, no lights, no water, roto, rota, componer, not blowing, out, dead, smells, froze, ' +
          'noise, making noise, hail, water comes in, runs all night, wont stop, buzzing, rattling, ' +
          'grinding, banging, frozen, trips, flickering, blew off, no power, hot air, warm air, died, ' +
          'tripping, pilot, overflowing, backed up, missing shingles, flooding',
      ),
      quote: list(
        'price, how much, number on, comparing, compare, prices, looking at options, cost of, cost to, ' +
          'quoted, figure on, what you charge for, run me',
      ),
      install: list(
        'upgrade, replace, brand new, mount, wired, remodel, remodeling, addition, renovation, nuevo, ' +
          'nueva, poner, convert, converting, building a house, 100 amp, 200 amp, amp service, replaced, ' +
          'add on, mounted, hung',
      ),
      maintenance: list(
        'clean the, cleaned out, revisar, checked before, look over, looked over, twice a year, ' +
          'once a year, every fall, every spring, limpieza, limpiar, inspected, serviced',
      ),
    },
    veto: {
      quote:
        /\bwhat(s| is| does| do) (a|the|yalls|your) (visit|trip|call|service call|estimate|appointment)\b|\b(is|are) (the|your|yalls|ur|an) (estimate|quote|visit|inspection)s? free\b|\bcharge (just )?(to come|for coming)|\b(trip|diagnostic) (fee|charge)\b|\bfree (estimate|quote)s? \?/,
      repair: /\b(quit|stop|stopped) (\w+ )?(text|call|messag|contact|bother|send|hit|blow\w* (up|me))\w*/,
    },
    patterns: {
      repair:
        /\b(need\w*|want\w*|get|getting|have|has to be|gotta be) (\w+ ){0,2}(fixed|repaired|patched|looked at)\b|\b(wont|doesnt|dont|isnt|aint|not|never|cant|quit|stopped|keeps?|hardly|barely) (\w+ )?(work|turn|start|run|get|hold|cool|heat|drain|flush|spin|light|kick|blow|trip|leak|clog|drip|shut|stay|charg|fill)\w*\b|\b(broke\w*|bust\w*|leak\w*|clog\w*|dripp?\w*|flood\w*|spark\w*|rattl\w*|hums|humming|squeal\w*|cracked|burst|backed up|overflow\w*|(shingles?|siding) (\w+ )?(in|all over|on) (my|the|our) (yard|lawn|driveway)|(after|from) (the|last nights?|this|that) (\w+ )?(wind|storm|hail)\w*|(?<!please |pls |just |to |you |i )(quit|died)(?= *($|[.,!]))|froze(n)? (up|over)|making (a |an |this |that |some )(\w+ )?(noises?|sounds?|racket)|blow(s|ing)? (warm|hot|cold|cool)|no (heat|power|hot water|ac|air|water)|(is|are|r|went|been|gone|heat|ac|power|furnace) (\w+ )?(out|dead|down)|backs up|fell off|blew off|missing shingles?)\b/,
      install:
        /\b(put(ting)? (\w+ ){0,4}in|install\w*|swap\w*|replac\w*|new (unit|system|roof|furnace|ac|water heater|panel|breaker box)|add(ing)? (a|an|another|some) (outlet|circuit|zone|unit|fan|light)|hook(ed)? up|added)\b/,
      maintenance:
        /\b(tune ?ups?|look(ed)? (it |them |the \\w+ )?over|check(ed)? (it |them )?(out|over)|servic(ed|ing)|clean(ed|ing)?|inspect\w*|filters?|annual|yearly|once over)\b/,
      quote:
        /\bwhat(s| is| does| would| do) (a|an|the|it|one) (\w+ ){0,4}(run|cost|go for)\b|\b(price (it|on|for|a|an|my|the|out)|pricing|quotes?|estimates?|bids?|how much|what (would|does|do) (it|you|yall) (cost|charge|run)|ballpark|come (out )?(and )?(look|price|measure))\b/,
    },
  },
  system: {
    askingWants: true,
    asked:
      /\b(system|ac or|furnace or|roof or|plumbing or|electrical or|which unit|siding or|heat or|what (is it|unit|system|equipment)|sistema)\b/,
    spec: choice({
      ac: list(
        'ac, a/c, a c, air conditioner, air conditioning, central air, air, aire, aire acondicionado, ' +
          'cooling, mini split, condenser, hvac, not cooling, cold air, compressor, no enfria, ' +
          'window unit, evaporator, freon, warm air, swamp cooler, ac unit, central ac, outside unit, ' +
          'condensing unit, evap cooler, evaporative cooler, portable ac, window ac, cool air, ' +
          'refrigerated air, refrigeration unit, ducts, ductwork, blower, blower motor, air handler, ' +
          'aire central, el clima, minisplit, el aire, clima, a c unit, coils, evaporator coil, ' +
          'refrigerant, mini splits, hvac unit, aires, heat pump, heatpump',
      ),
      furnace: list(
        'furnace, heat, heater, heating, boiler, calefaccion, calenton, no heat, pilot light, radiator, ' +
          'calentador de aire, not heating, furnance, heating system, gas furnace, oil furnace, ' +
          'wood furnace, furnice, baseboard heat, baseboard heater, baseboards, radiant heat, ' +
          'radiant floor, oil burner, burner, propane heater, wall heater, floor furnace, space heater, ' +
          'steam heat, heat exchanger, ignitor, igniter, flame sensor, pellet stove, calentador, ' +
          'calefactor, caldera, la calefaccion, heat pump wont heat',
      ),
      plumbing: list(
        'plumbing, plumber, toilet, sink, pipe, pipes, drain, faucet, water heater, shower, sewer, tub, ' +
          'garbage disposal, disposal, leak under, hot water, sump pump, tuberia, plomeria, plomero, bano, ' +
          'water line, septic, tankless, bathtub, inodoro, lavabo, fregadero, water main, commode, ' +
          'hose bib, spigot, boiler de agua, slab leak, well pump, water pump, pressure tank, ' +
          'water softener, softener, sewer line, main line, sewer lines, leach field, leech field, ' +
          'septic tank, septic system, drain field, cesspool, hydrant, sprinkler, sprinklers, irrigation, ' +
          'sprinkler line, toilets, sinks, drains, faucets, showers, showerhead, shower head, tub drain, ' +
          'kitchen sink, bathroom sink, bath tub, hot water heater, hot water tank, water tank, ' +
          'water heaters, hotwater, no water, gas line, gas lines, washing machine hookup, dishwasher, ' +
          'ice maker line, backflow, crawlspace leak, pex, pvc, copper pipe, galvanized, sewage, ' +
          'sewer gas, sewer smell, bathroom, half bath, water bill, water pressure, low pressure, ' +
          'grease trap, urinal, bidet, water filter, reverse osmosis, sump, floor drain, basement drain, ' +
          'clean out, cleanout, cano, caneria, llave del agua, excusado, taza, drenaje, ' +
          'calentador de agua, boiler del agua, tinaco, garbage disposer, garburator, jacuzzi, wc, ' +
          'utility sink, laundry sink, repipe, repiping, plumbed, tuberias, fugas de agua, my well, ' +
          'our well, the well, well water',
      ),
      electrical: list(
        'electrical, electric, electrician, outlet, outlets, breaker, panel, wiring, lights, ' +
          'light switch, ev charger, power, electrico, electricidad, electricista, ceiling fan, fuse, ' +
          'generator, wires, gfci, sparks, flickering, switch, luz, rewire, chandelier, recessed lighting, ' +
          'breakers, breaker box, fuse box, fuse panel, electrical panel, electric panel, main panel, ' +
          'subpanel, sub panel, meter base, meter box, amp service, 200 amp, 100 amp, gfi, gfci outlet, ' +
          'receptacle, receptacles, plug, plugs, plug in, three way switch, dimmer, light fixture, ' +
          'light fixtures, lighting, can lights, recessed lights, porch light, flood light, ' +
          'security lights, pole light, fan light, ceiling fans, bathroom fan, exhaust fan, attic fan, ' +
          'smoke detectors, smoke detector, doorbell, knob and tube, aluminum wiring, tesla charger, ' +
          'car charger, charger for my, level 2 charger, outlets are, circuit, circuits, short in, wired, ' +
          'generador, contacto, contactos, apagador, apagadores, foco, focos, cableado, pastillas, ' +
          'brakers, corto, hot tub wired, transfer switch, surge protector, standby generator, ' +
          'landscape lighting, 220, 240 volt, 220 line, a fan i bought, rewiring, rewired, wire, ' +
          'electricity, electricians, pole barn wired, ventilador de techo, ventilador, ventiladores, ' +
          'lampara, lamparas, amp plug, amp breaker, amp outlet',
      ),
      roof: list(
        'roof, roofing, shingle, shingles, roofer, techo, gutter, gutters, hail, flashing, skylight, ' +
          'ceiling leak, tarp, soffit, goteras, re-roof, reroof, metal roof, tin roof, flat roof, ' +
          'rubber roof, tile roof, slate, ridge vent, ridge cap, fascia, eaves, downspout, downspouts, ' +
          'decking, attic leak, roof leak, leak in the attic, leaking roof, leaky roof, blown off, tejado, ' +
          'tejas, canaletas, canales, chimney flashing, ice dam, ice dams, gutter guards, tarped, ' +
          'tar paper, drip edge, reroofing, re roofing, roofs, techos, gotera',
      ),
    }),
    weak: {
      plumbing: list(
        'bathroom, half bath, irrigation, no water, dishwasher, water bill, low pressure, taza, sewage, ' +
          'sprinkler, sprinklers, cleanout, clean out, llave del agua, gas line',
      ),
      electrical: list(
        'plug, plugs, circuit, doorbell, wired, lighting, 220, corto, foco, plug in, 220 line',
      ),
      ac: list('ducts, blower, coils, clima, cool air'),
      furnace: list('burner'),
      roof: list('slate, decking'),
    },
    veto: {
      furnace: /\bheat ?pump\b(?!.*\b(furnace|heater|no heat|wont heat|not heating)\b)/,
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
