/** Higher education: program, start and schooling so far. */
import { choice, type FieldWords, list } from './words.ts';

export const higherEd: Record<string, FieldWords> = {
  program: {
    askingWants: true,
    asked:
      /\b(which (masters?|bachelors?|track|certificate|doctorate|associates?|mba|pathway)|caught your eye|(what|which) (degree|certificate) (are|were|is|caught|would)|programs?|programme|major|study|studying|degree (are|in|would|interest)|field|which (degree|course|class)|what (course|would you like to study|degree(?! (do|did|have)))|area of study|interested in|carrera|programa|look(ed)? at (our|the)|certificate or|looking at)\b/,
    spec: { kind: 'text', maxChars: 60 },
  },
  start_term: {
    asked:
      /\b(when (do|would|are|did) you|start|begin|term|semester|how soon|enroll (by|for)|cuando|timeline|intake)\b/,
    spec: { kind: 'term' },
  },
  education_level: {
    asked:
      /\b(education|highest|finished|schooling|last school|degree already|diploma|bachelors? already|(last|highest|what|which|any) degrees? (do you|did you|you (have|hold|earned|finished))|last degree|highest degree|(have|hold|got) (a|any|your) (degree|bachelors?|masters?|associates?|ged)|preparatoria|prepa|secundaria|titulo|grado|how far|so far|your degree|in school|college credits|completed|school so far|highest grade|have a (bachelors?|degree)|estudios|level|any college|ged|undergrad|graduated|transcripts?)\b/,
    spec: choice({
      high_school: list(
        'high school, hs, hs diploma, ged, highschool, diploma, preparatoria, prepa, secundaria, ' +
          'straight out of high school, straight outta hs, outta hs, senior year, graduated hs, ' +
          'no college, 12th grade, just high school, high schol, hiset, bachillerato',
      ),
      some_college: list(
        'some college, few credits, some credits, a couple semesters, dropped out, didnt finish, ' +
          'did not finish, never finished, a semester, a year of college, two semesters, 2 semesters, ' +
          'one semester, credits, years of college, algo de universidad, left college, did a year, ' +
          'year at, semesters, semester, half a degree, years at, year at, some classes, a few classes, ' +
          'couple years, short of my degree, shy of, halfway through, halfway thru, part way through, ' +
          'partway through, half way through',
      ),
      associate: list(
        'associate, associates, assoc, aa, aas, as degree, 2 year degree, two year degree, ' +
          'community college degree, associates degree, aa degree, adn',
      ),
      bachelor: list(
        'bachelor, bachelors, ba, bs, bsc, btech, b tech, beng, bcom, bscs, undergrad degree, ' +
          '4 year degree, four year degree, college grad, college degree, graduated college, undergrad, ' +
          'licenciatura, bba, batchelors, bachlors, bfa, bsba, four year',
      ),
      master: list(
        'master, masters, ms, ma, mba already, msw already, maestria, graduate degree, grad degree, ' +
          'a masters',
      ),
    }),
    weak: {
      some_college: list('years at, year at, semester, semesters, couple years, a year of college'),
    },
    veto: {
      some_college:
        /\b(count|counts|transfer|transfers|good|worth|expire|accept|take)( \w+){0,3} (for|as|toward|towards) credits?\b|\b(do|does|will|would|can|is|are|how many) [^.?!]*\bcredits? (count|transfer|expire|cost|is it|do i|would i)\b|\b(per|a|each) credit( hour)?\b/,
      associate:
        /\b(finishing|working on|in the middle of|halfway (thru|through)|part ?way (thru|through)|almost done with|currently in|pursuing|havent finished)( (up|my|an|the))* (aa|as|associates?)\b/,
      bachelor:
        /\b(finishing|working on|in the middle of|halfway (thru|through)|part ?way (thru|through)|almost done with|currently in|pursuing|havent finished)( (up|my|a|the))* (ba|bs|bachelors?)\b/,
      high_school:
        /\b(finish|finishing|working on|getting|taking|studying for)( up)? (my|the|a) ged\b|\b(no (ged|diploma)|(hs|high school) drop ?out|dropped out of (hs|high school)|(didnt|never) (finish|graduate)( from)? (hs|high school)|still in (hs|high school))\b(?!.*\b(but|then|later)\b.*\bged\b)/,
    },
    patterns: {
      high_school:
        /\b(graduated (from )?(\w+ ){1,3}high|hs|high ?school|ged|(just )?(my |a )?diploma|prepa(ratoria)?|bachillerato|12th grade|straight (out|outta))\b/,
      some_college:
        /\b((year|yr|semester)s?( and a half)? (at|of|in) (\w+ ){0,2}(college|university|uni|state|tech|juco|cc)|(\d+|some|few|couple|one|two|three|a|half a) (\w+ )?(credits?|classes|units|semesters?|years?|yrs?) (short|shy|left|away|to go|of (college|uni\w*)|at (a |the )?\w+|in)|(did|went to|attended|started|tried) (\w+ ){0,4}(college|university|uni|state|juco|school|csun|ucla|asu|fsu)\b.{0,40}\b(then|but|quit|left|dropped|never|covid|didnt)|(did|had) (a|one|two|\d) (semesters?|years?) at|(never|didnt|havent|not) (\w+ )?(finish\w*|graduat\w*|complet\w*)|dropped out of (college|uni\w*)|no degree|gen ?eds?|never got (the|my) (paper|degree|diploma))\b/,
      associate:
        /\ba ?\. ?a\b|\b((2|two) year degree|a\.?a\.?s?|associates?|community college (grad\w*|degree)|juco degree)\b/,
      bachelor:
        /\bb ?\. ?[as]\b|\b(college grad\w*|b\.?s\.?[nc]?|b\.?a\.?|bba|bfa|bsw|(4|four) year( degree)?|graduated (from )?(college|uni\w*)|undergrad degree|licenciatura)\b/,
      master: /\b(m\.?s\.?[nc]?|m\.?a\.?|mba|med|msw|mph|grad(uate)? degree|maestria)\b/,
    },
  },
};
