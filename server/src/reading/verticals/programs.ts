/** Programs of study as leads name them. */
import { list } from './words.ts';

export const PROGRAMS: string[] = list(
  'rn to bsn, rn-bsn, bsn, msn, adn, lpn, cna, dnp, nursing, mba, emba, med, msw, social work, bsw, mpa, ' +
    'mph, public health, computer science, comp sci, cs, cybersecurity, cyber security, cyber, ' +
    'data science, data analytics, information technology, it, software engineering, web development, ' +
    'coding, business administration, business, accounting, finance, marketing, human resources, hr, ' +
    'project management, supply chain, hospitality, healthcare administration, health administration, ' +
    'healthcare management, medical assisting, medical assistant, medical billing and coding, ' +
    'medical billing, medical coding, dental hygiene, dental assisting, dental assistant, pharmacy tech, ' +
    'phlebotomy, radiology, rad tech, sonography, ultrasound, respiratory therapy, physical therapy, pta, ' +
    'occupational therapy, vet tech, veterinary technology, psychology, counseling, criminal justice, ' +
    'paralegal, early childhood, elementary education, special education, teaching, education, ' +
    'educational leadership, leadership, reading, curriculum, graphic design, game design, animation, ' +
    'interior design, fashion, photography, film, music production, culinary, baking, cosmetology, ' +
    'barbering, esthetics, massage therapy, hvac, welding, plumbing, electrician, electrical, automotive, ' +
    'auto tech, diesel, aviation mechanic, aviation, cdl, truck driving, construction management, ' +
    'engineering, mechanical engineering, civil engineering, electrical engineering, biology, chemistry, ' +
    'history, english, communications, journalism, sociology, theology, divinity, ministry, liberal arts, ' +
    'nutrition, kinesiology, exercise science, sports management, fire science, emt, paramedic, ' +
    'surgical tech, law, legal studies, philosophy, art, real estate, ux design, machining, cnc, ' +
    'carpentry, dietetics, speech pathology, library science, economics, statistics, math, mathematics, ' +
    'political science, environmental science, agriculture, court reporting, interpreting, doula, ' +
    'enfermeria, aba, nurse practitioner, fnp, bookkeeping, ' +
    'gerontology, homeland security, emergency management, forensics, forensic science, music, theater, ' +
    'instructional design, tesol, esl',
);
