/** Events: what is wanted, for how many, at what cost. */
import { choice, type FieldWords, list } from './words.ts';

export const events: Record<string, FieldWords> = {
  interest: {
    askingWants: true,
    asked:
      /\b(tickets? or|sponsor\w* or|exhibit\w* or|vendor or|interested in|what (brings|are you)|attend\w* or|tickets only|here for|group or|looking for|booth or|ticket, )\b/,
    spec: choice({
      tickets: list(
        'tickets, ticket, tix, seats, passes, pass, ga, general admission, vip, entradas, boletos, attend, ' +
          'attending, attendee, just tix, admission, season tickets, wristbands, entry, floor seats',
      ),
      sponsorship: list(
        'sponsor, sponser, sponsorship, sponsoring, sponsors, logo, banner, title sponsor, gold package, branding, ' +
          'patrocinar, patrocinio, gold level, our logo, silver level',
      ),
      exhibitor: list(
        'exhibitor, exhibit, exhibiting, booth, vendor, stall, sell my, vending, food truck, table to sell, ' +
          'puesto, expositor, 10x10, stand, vendor spot, vend, set up a table, booths, exhibitors',
      ),
      group: list(
        'group, bach party, bachelorette, field trip, reunion, corporate outing, team outing, party of, ' +
          'youth group, group rate, group pricing, grupo, church group, outing, group tickets, class trip, ' +
          'company outing, bus load, whole office, scout troop, birthday party, group passes',
      ),
    }),
    patterns: {
      tickets: /\b(passes|seats|tix|admission|wristbands?)\b/,
      sponsorship: /\bsponsor\w*|\b(our|my|company) (logo|brand|banner|name) on\b/,
      exhibitor:
        /\b(table|spot|space|booth|tent|stall) (at|in|for) (the|your|this) (expo|fair|market|show|festival|conference|event)\b|\b(sell|selling|vend) (my|our|some|at)\b|\bwe (make|sell)\b|\b(corner|vendor) (spot|booth|table)s?\b/,
      group:
        /\b(company|corporate|office|team|holiday|school|church|class|work|youth|family) (\w+ )?(party|outing|trip|reunion|event|group|gathering)\b/,
    },
  },
  party_size: {
    asked:
      /\b(how (many|large|big)|party size|head ?count|size of (your|the) (group|party|crew)|number of (people|guests|tickets)|what size|still \d+( for| people| of you| \?)|cuant[oa]s|big is (the|your)|people (are|in)|guests|staff count|tables|who all)\b/,
    spec: { kind: 'integer', min: 1, max: 20000 },
  },
  budget: {
    asked:
      /\b(budget|spend|price range|how much (are|do|can|were)|presupuesto|figure in mind|range|invest|(cap|ceiling|limit) (on|for)|(spending|price|top) (cap|limit)|tope)\b/,
    spec: { kind: 'money', min: 20 },
  },
};
