/** Events: what is wanted, for how many, at what cost. */
import { choice, type FieldWords, list } from './words.ts';

export const events: Record<string, FieldWords> = {
  interest: {
    askingWants: true,
    asked:
      /\b(tickets? or|sponsor\w* or|exhibit\w* or|vendor or|interested in|what (brings|are you)|attend\w* or|tickets only|here for|group or|looking for|booth or|ticket, |which (interests|fits|one)|what interests|how (can|may) \w+ help|what can (we|i) (do|help)|what can (we|i) )\b/,
    spec: choice({
      tickets: list(
        'tickets, ticket, tix, seats, passes, pass, ga, general admission, vip, entradas, boletos, ' +
          'attend, attending, attendee, just tix, admission, season tickets, wristbands, entry, ' +
          'floor seats, tickts, tickes, ticket for, tickets for, seat, spots, general admission tickets, ' +
          'day pass, day passes, weekend pass, weekend passes, 2 day pass, 3 day pass, lawn seats, ' +
          'front row, box seats, suite, suites, club level, balcony, mezzanine, early bird, ' +
          'student tickets, senior tickets, kids tickets, family pack, four pack, 4 pack, presale, ' +
          'will call, wristband, entrada, boleto, pases, asientos, wanna come, want to come, just come, ' +
          'go to the, going to the, see the show, guest, as a guest',
      ),
      sponsorship: list(
        'sponsor, sponser, sponsorship, sponsoring, sponsors, logo, banner, title sponsor, gold package, ' +
          'branding, patrocinar, patrocinio, gold level, our logo, silver level, sponsorships, co sponsor, ' +
          'cosponsor, presenting sponsor, platinum, platinum level, silver package, bronze, bronze level, ' +
          'bronze package, gold tier, silver tier, platinum tier, underwrite, underwriting, donate, ' +
          'donating, our name on, name on the, my name on, company name on, name on a banner, banners, ' +
          'signage, billboard, program ad, ad in the program, put our name, brand on, brand exposure, ' +
          'hole sponsor, tee sign, patrocinador',
      ),
      exhibitor: list(
        'exhibitor, exhibit, exhibiting, booth, vendor, stall, sell my, vending, food truck, ' +
          'table to sell, puesto, expositor, 10x10, stand, vendor spot, vend, set up a table, booths, ' +
          'exhibitors, vendors, vendor booth, vendor table, vendor fee, vendor fees, craft booth, ' +
          'booth space, booth fee, set up shop, set up our, set up a tent, set up a booth, set up my, ' +
          'pop up, popup, our tent, sell our, sell some, sell crafts, sell food, selling, display, ' +
          'display our, exhibit space, exhibit hall, table space, corner booth, 10x20, 10 by 10, 20x20, ' +
          'concession, concessions, coffee cart, ice cream truck, taco truck, artisan, maker, ' +
          'makers market, tabling, trade show booth, vender, vendedor, vender mi, un puesto, a table, table',
      ),
      group: list(
        'group, bach party, bachelorette, field trip, reunion, corporate outing, team outing, party of, ' +
          'youth group, group rate, group pricing, grupo, church group, outing, group tickets, class trip, ' +
          'company outing, bus load, whole office, scout troop, birthday party, group passes, group of, ' +
          'groups, large group, big group, large party, big party, bachelor party, birthday, bday, ' +
          'wedding party, youth, church bus, bus of, busload, bus load of, charter bus, students, ' +
          'my students, my class, 8th graders, kindergarten, fifth graders, 5th graders, field trips, ' +
          'school trip, senior center, senior trip, retirement home, family reunion, class reunion, ' +
          'company party, company picnic, office party, work party, holiday party, christmas party, ' +
          'team building, teambuilding, whole team, the whole crew, my crew, whole family, whole class, ' +
          'the whole office, our office, our company, girl scouts, boy scouts, cub scouts, scouts, ' +
          'little league, soccer team, baseball team, softball team, marching band, our choir, ' +
          'quinceanera, grupo de, excursion, fraternity, sorority, vfw, rotary, lions club, kiwanis',
      ),
    }),
    weak: {
      tickets: list(
        'guest, as a guest, wanna come, want to come, just come, go to the, going to the, spots, seat, suite, suites, ' +
          'balcony, presale, early bird',
      ),
      sponsorship: list('donate, donating, bronze, platinum, banners, signage'),
      exhibitor: list('a table, table, display, maker, selling, pop up, popup, concession, concessions'),
      group: list(
        'birthday, bday, youth, our office, our company, whole family, my crew, the whole crew, ' +
          'students, scouts, groups, rotary, vfw, our choir, kindergarten, wedding party, whole team, ' +
          'my class',
      ),
    },
    patterns: {
      tickets: /\b(passes|seats|tix|admission|wristbands?)\b/,
      sponsorship: /\bsponsor\w*|\b(our|my|company) (logo|brand|banner|name) on\b/,
      exhibitor:
        /\b(table|spot|space|booth|tent|stall) (at|in|for) (the|your|this) (expo|fair|market|show|festival|conference|event)\b|\b(sell|selling|vend) (my|our|some|at)\b|\bwe (make|sell)\b|\b(corner|vendor) (spot|booth|table)s?\b/,
      group:
        /\b(company|corporate|office|team|holiday|school|church|class|work|youth|family|ffa|4h|chapter|club|troop|team|band|choir|league|unit|squad|department|lodge|ministry) (\w+ )?(party|outing|trip|reunion|event|group|gathering)\b/,
    },
  },
  party_size: {
    asked:
      /\b(how (many|large|big)|party size|head ?count|size of (your|the) (group|party|crew)|number of (people|guests|tickets)|what size|(still|so) \d+( for| people| of you| guests| tickets| seats| total| in all|(?= ?\?))|cuant[oa]s|big is (the|your)|people (are|in)|guests|staff count|tables|who all)\b/,
    spec: { kind: 'integer', min: 1, max: 20000 },
  },
  budget: {
    asked:
      /\b(budget|spend|price range|how much (are|do|can|were)|presupuesto|figure in mind|range|invest|(cap|ceiling|limit)|most you|(spending|price|top) (cap|limit)|tope)\b/,
    spec: { kind: 'money', min: 20 },
  },
};
