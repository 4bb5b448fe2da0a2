/** Programs of study as leads name them. */
import { list } from './words.ts';

export const PROGRAMS: string[] = list(
  'rn to bsn, rn-bsn, bsn, msn, adn, lpn, cna, dnp, nursing, mba, emba, med, msw, social work, ' +
    'bsw, mpa, mph, public health, computer science, comp sci, cs, cybersecurity, cyber security, ' +
    'cyber, data science, data analytics, information technology, it, software engineering, ' +
    'web development, coding, business administration, business, accounting, finance, marketing, ' +
    'human resources, hr, project management, supply chain, hospitality, healthcare administration, ' +
    'health administration, healthcare management, medical assisting, medical assistant, ' +
    'medical billing and coding, medical billing, medical coding, dental hygiene, dental assisting, ' +
    'dental assistant, pharmacy tech, phlebotomy, radiology, rad tech, sonography, ultrasound, ' +
    'respiratory therapy, physical therapy, pta, occupational therapy, vet tech, ' +
    'veterinary technology, psychology, counseling, criminal justice, paralegal, early childhood, ' +
    'elementary education, special education, teaching, education, educational leadership, ' +
    'leadership, reading, curriculum, graphic design, game design, animation, interior design, ' +
    'fashion, photography, film, music production, culinary, baking, cosmetology, barbering, ' +
    'esthetics, massage therapy, hvac, welding, plumbing, electrician, electrical, automotive, ' +
    'auto tech, diesel, aviation mechanic, aviation, cdl, truck driving, construction management, ' +
    'engineering, mechanical engineering, civil engineering, electrical engineering, biology, ' +
    'chemistry, history, english, communications, journalism, sociology, theology, divinity, ' +
    'ministry, liberal arts, nutrition, kinesiology, exercise science, sports management, ' +
    'fire science, emt, paramedic, surgical tech, law, legal studies, philosophy, art, real estate, ' +
    'ux design, machining, cnc, carpentry, dietetics, speech pathology, library science, economics, ' +
    'statistics, math, mathematics, political science, environmental science, agriculture, ' +
    'court reporting, interpreting, doula, enfermeria, aba, nurse practitioner, fnp, bookkeeping, ' +
    'gerontology, homeland security, emergency management, forensics, forensic science, music, ' +
    'theater, instructional design, tesol, esl, radiologic technology, radiography, x ray tech, ' +
    'xray tech, mri tech, sonographer, surgical technology, surgical technologist, medical lab, ' +
    'medical laboratory technology, med lab tech, phlebotomist, pharmacy technician, pharmacy, ' +
    'pharm tech, pharmd, dental hygienist, respiratory care, respiratory therapist, respiratory, ' +
    'occupational therapy assistant, ota, cota, physical therapist assistant, ' +
    'physical therapy assistant, veterinary technician, veterinary assistant, vet assistant, ' +
    'medical office, medical office administration, medical records, health information management, ' +
    'health information technology, health informatics, healthcare informatics, health science, ' +
    'health sciences, public administration, nonprofit management, human services, ' +
    'addiction counseling, substance abuse counseling, school counseling, ' +
    'clinical mental health counseling, mental health counseling, marriage and family therapy, mft, ' +
    'lmft, behavior analysis, applied behavior analysis, child development, child psychology, ' +
    'forensic psychology, early childhood education, secondary education, elementary ed, special ed, ' +
    'teacher certification, teaching certificate, teaching license, teaching credential, ' +
    'educational technology, ed leadership, higher education administration, school administration, ' +
    'principal certification, curriculum and instruction, literacy, doctorate in education, edd, ' +
    'ed d, phd, dba, doctorate, jd, llm, mba in finance, executive mba, msn in nursing, msn fnp, ' +
    'nursing practitioner, psych np, pmhnp, nurse anesthesia, crna, nurse educator, ' +
    'nursing education, nursing leadership, lpn to rn, lvn to rn, lvn, rn program, bsn program, asn, ' +
    'nursing assistant, home health aide, business analytics, business management, management, ' +
    'business admin, entrepreneurship, international business, organizational leadership, ' +
    'operations management, logistics, supply chain management, human resource management, ' +
    'hospitality management, hotel management, tourism, event planning, sports medicine, ' +
    'athletic training, exercise physiology, personal training, digital marketing, social media, ' +
    'advertising, public relations, media studies, creative writing, technical writing, ' +
    'broadcasting, film production, audio engineering, sound engineering, recording arts, ' +
    'video game design, game development, web design, web dev, software development, ' +
    'app development, programming, computer programming, computer engineering, ' +
    'computer information systems, information systems, management information systems, mis, ' +
    'network administration, networking, network security, information security, cloud computing, ' +
    'cloud, data engineering, artificial intelligence, ai, machine learning, robotics, mechatronics, ' +
    'automation, drafting, cad, architecture, landscape design, urban planning, surveying, gis, ' +
    'geology, physics, astronomy, biochemistry, biotechnology, biomedical, biomedical engineering, ' +
    'chemical engineering, industrial engineering, aerospace engineering, environmental engineering, ' +
    'petroleum engineering, nuclear, electrical technology, electronics, electronics technology, ' +
    'industrial maintenance, industrial technology, instrumentation, power line, lineman, ' +
    'lineworker, line worker, wind turbine, solar, solar tech, renewable energy, heating and air, ' +
    'heating and cooling, hvac r, refrigeration, pipefitting, plumber, pipe welding, ' +
    'underwater welding, auto body, collision repair, auto mechanic, automotive technology, ' +
    'diesel mechanic, diesel technology, heavy equipment, heavy equipment operator, crane operator, ' +
    'motorcycle repair, small engine, marine mechanics, aviation maintenance, a and p, airframe, ' +
    'pilot, flight school, professional pilot, air traffic control, avionics, truck driver, ' +
    'commercial driving, barber, hair, nails, nail tech, esthetician, aesthetics, makeup, massage, ' +
    'culinary arts, baking and pastry, pastry, chef, criminology, law enforcement, police academy, ' +
    'corrections, cyber crime, homeland defense, intelligence, fire fighting, firefighter, ' +
    'emt basic, paralegal studies, pre law, prelaw, political sci, poli sci, ' +
    'international relations, international studies, anthropology, archaeology, geography, ' +
    'american studies, womens studies, religion, religious studies, biblical studies, bible, ' +
    'christian ministry, pastoral counseling, chaplaincy, music education, music therapy, ' +
    'art therapy, art education, art history, fine arts, studio art, dance, theatre, acting, drama, ' +
    'fashion design, fashion merchandising, textile, interior decorating, floral design, ' +
    'horticulture, agribusiness, ag business, animal science, pre vet, wildlife, forestry, ' +
    'fisheries, marine biology, ecology, natural resources, zoology, equine, equine studies, ' +
    'food science, dietitian, nutritionist, midwifery, doula training, health coaching, yoga, ' +
    'sign language, asl, spanish, french, linguistics, translation, library, general studies, ' +
    'interdisciplinary studies, liberal studies, associates transfer, general ed, undeclared, ' +
    'actuarial science, applied math, quantitative finance, financial planning, tax, taxation, ' +
    'auditing, forensic accounting, payroll, insurance, real estate license, property management, ' +
    'construction, construction tech, building inspection, masonry, cabinetmaking, woodworking, ' +
    'electric, electrician apprentice, apprenticeship, stationary engineering, water treatment, ' +
    'safety, occupational safety, osha, disaster, crisis, mortuary science, funeral service, ' +
    'funeral director, speech language pathology, slp, communication disorders, audiology, ' +
    'optometry, optician, ophthalmic, chiropractic, acupuncture, physician assistant, pa program, ' +
    'pre med, premed, medicine, biostatistics, epidemiology, health education, community health, ' +
    'human development, family studies, social science, social services, social media marketing, ux, ' +
    'ui design, ux ui, product design, industrial design, graphics, multimedia, digital media, ' +
    '3d animation, illustration, video production, mass communication, communication studies, ' +
    'speech, rhetoric, reading specialist, esl teaching, teaching english, tefl, ' +
    'instructional technology, psych, sterile processing, dialysis tech, ekg tech, eeg, ' +
    'patient care tech, pct, medical scribe, health unit coordinator, court reporter, stenography, ' +
    'medical interpreting, interpreter, asistente medico, asistente dental, contaduria, derecho, ' +
    'educacion temprana, trabajo social, criminologia, electricidad, mecanica, mecanica automotriz, ' +
    'informatica, computacion, ingenieria, cocina, belleza, barberia, flebotomia, surg tech, ' +
    'lab tech, pharm assistant, vet nursing, leadership studies, org leadership, public safety, ' +
    '911 dispatch, dispatcher, phlebotomy tech, sonogram, imaging, radiologic, medical imaging, ' +
    'billing and coding, coding and billing, medical billing coding, lab science, ekg, nurse aide, ' +
    'nurses aide',
);
