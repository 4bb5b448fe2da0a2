/** The same in Spanish, for leads who write Spanish. Fewer phrasings: it is asked for less often. */
import type { Phrases } from './phrases.ts';

export const SPANISH: Phrases = {
  opening: [
    'Hola {lead}, soy {assistant}, asistente de IA (AI) de {seller}. {question} Responda STOP para no recibir más.',
    'Hola {lead}, le escribe {assistant}, asistente de IA (AI) de {seller}. {question} STOP para no recibir más.',
  ],
  ackEcho: ['Entendido, {echo}.', 'Muy bien, {echo}.', 'Gracias, {echo}.', 'De acuerdo, {echo}.'],
  ackPlain: ['Entendido.', 'Muy bien.', 'Gracias.', 'De acuerdo.', 'Claro.', 'Anotado.'],
  ackWarm: ['Qué bien, gracias.', 'Muchas gracias.', 'Excelente.'],
  ackBrisk: ['Listo.', 'Bien.', 'Ok.'],
  ackCalm: ['Le entiendo.', 'Tiene razón.', 'Seré breve.'],
  ackCorrection: ['Gracias, lo cambié a {echo}.', 'Corregido: {echo}.', 'Sin problema, {echo} entonces.'],
  ackRefused: [
    'No hay problema, no hace falta.',
    'Está bien, lo dejamos así.',
    'Como guste, no vuelvo a preguntar.',
  ],
  ackUnsure: [
    'No se preocupe, lo vemos después.',
    'Está bien, no hace falta ahora.',
    'Tranquilo, eso se puede buscar luego.',
  ],
  unknown: [
    'Buena pregunta. No quiero adivinar, así que la anoté para el asesor.',
    'Eso se lo contesta mejor el asesor, ya lo apunté.',
    'No tengo esa respuesta, pero el asesor la verá primero.',
    'Prefiero no adivinar; queda anotado para la llamada.',
  ],
  isAi: [
    'Soy {assistant}, asistente de inteligencia artificial de {seller}. Quien le llama es una persona.',
    'Está escribiendo con una IA de {seller}. Las llamadas las hace una persona.',
  ],
  whoIsThis: ['Soy {assistant}, asistente de IA de {seller}.', 'Le escribe {assistant}, una IA de {seller}.'],
  howGotNumber: [
    'Nos llegó una solicitud con este número.',
    'Alguien dejó este número al pedir información.',
  ],
  whyAsk: [
    'Es para que no tenga que repetirlo en la llamada.',
    'Solo ayuda a preparar la llamada; lo puede dejar así.',
  ],
  callAbout: [
    'Es una plática corta con un asesor para ver su solicitud y sus dudas.',
    'El asesor revisa su solicitud con usted y contesta sus preguntas.',
  ],
  onlyThis: [
    'Aquí solo puedo ayudarle con su solicitud.',
    'Eso no lo puedo hacer; sigamos con su solicitud.',
  ],
  nudge: ['Cuando guste, {lead}.', 'Seguimos cuando pueda, {lead}.', 'Aquí sigo, {lead}.'],
  hintZip: ['Necesito los cinco números del código postal.', 'Al código postal parece faltarle un número.'],
  hintEmail: ['Ese correo parece incompleto.', 'No pude leer la dirección de correo.'],
  hintMoney: ['Una cantidad aproximada basta.', 'No pude leer la cantidad.'],
  hintNumber: ['Basta un número aproximado.', 'No pude leer el número.'],
  hintChoice: ['Quiero estar seguro de entenderle.', 'No entendí bien esa parte.'],
  offerNow: [
    'Hay una persona libre ahora mismo. ¿Quiere que le llame?',
    'Puedo pedir que le llamen ahora. ¿Le parece bien?',
    'Alguien puede hablar con usted en este momento. ¿Le llamamos?',
  ],
  confirmCall: ['¿Quiere que le llamemos ahora?', '¿Le pido a una persona que le llame ahora mismo?'],
  stillNow: ['¿Quiere esa llamada ahora?', '¿Le pido que le llamen ya?'],
  stillTimes: ['¿Le queda bien alguna de esas horas?', '¿Cuál de las dos le aparto?'],
  ringing: [
    'Estoy llamando a nuestro equipo ahora. Su teléfono sonará en cuanto alguien conteste.',
    'Voy a buscar a una persona ahora mismo. Tenga su teléfono cerca, por favor.',
    'Ya estoy marcando a nuestro equipo. Cuando contesten, sonará su teléfono.',
  ],
  stillRinging: ['Sigo llamándoles, no tarda.', 'Ya les está sonando el teléfono.'],
  freedRinging: [
    'Ya se desocupó alguien y le estoy llamando. Tenga su teléfono cerca.',
    'Hay una persona libre; la estoy llamando para usted.',
  ],
  freedAsk: [
    'Ya hay una persona libre. ¿Todavía quiere la llamada?',
    'Alguien se acaba de desocupar. ¿Le llamamos ahora?',
  ],
  callbackRinging: [
    'Es la hora de nuestra llamada. Estoy llamando al asesor y luego sonará su teléfono.',
    'Llegó la hora de su llamada. Tenga el teléfono cerca, por favor.',
  ],
  accepted: [
    '{agentName} de {seller} ya contestó. Su teléfono sonará en un momento.',
    '{agentName} de {seller} le va a llamar enseguida.',
  ],
  nobodyFree: [
    'Todos están en una llamada en este momento.',
    'Ahora mismo no hay nadie libre.',
    'Nuestro equipo está ocupado por el momento.',
  ],
  waitAbout: ['La espera es de unos {wait}.', 'Calculo unos {wait}.'],
  notNow: ['A esta hora no podemos llamarle.', 'Está fuera del horario en que podemos llamar.'],
  twoTimes: [
    'Tengo {time1} o {time2}. ¿Cuál prefiere?',
    '¿Le queda mejor {time1} o {time2}?',
    '¿Qué tal {time1}, o {time2}?',
  ],
  callPitch: [
    'El siguiente paso es una llamada corta con una persona.',
    'Lo demás se ve mejor en una llamada corta.',
  ],
  oneTime: ['Lo más pronto es {time1}. ¿Le queda bien?', '¿Le parece {time1}?'],
  whenSuits: [
    '¿Qué día y a qué hora le conviene?',
    '¿Cuándo le podemos llamar?',
    '¿A qué hora le queda bien?',
  ],
  noTimes: [
    'Todavía no tengo una hora que pueda prometerle. Le escribo en cuanto la tenga.',
    'Aún no puedo confirmar una hora; le aviso por aquí.',
  ],
  goodTimes: ['¿Cuándo podría hablar unos minutos?', '¿A qué hora le conviene una llamada corta?'],
  thatTimeTaken: ['A esa hora no hay nadie disponible.', 'Esa hora está ocupada, disculpe.'],
  booked: [
    'Listo, le llamamos {time} a este número.',
    'Queda apuntado para {time}. Si cambia algo, escríbame.',
    'Muy bien, {time}. Le llamamos aquí.',
  ],
  rebooked: ['Sin problema, ahora es {time}.', 'Cambiado: le llamamos {time}.'],
  bookedAnyway: [
    'Por si acaso le apunté para {time}; lo puede cambiar cuando quiera.',
    'Le dejo apuntado {time}, y si prefiere otra hora me dice.',
  ],
  unbooked: ['De acuerdo, quité esa llamada.', 'Sin problema, esa llamada queda cancelada.'],
  waitDirect: [
    'En cuanto alguien se desocupe, le llamamos.',
    'Usted es el siguiente: la primera persona libre le llama.',
  ],
  stillBooked: ['Su llamada sigue en pie: {time}.', 'Sigue apuntado para {time}.'],
  allSet: ['Todo listo.', 'Hablamos entonces.', 'Hasta pronto.'],
  unreachable: [
    'Le acabamos de llamar y no pudimos comunicarnos.',
    'Intentamos llamarle ahora y no contestó nadie.',
  ],
  cutOff: ['Parece que se cortó antes de entrar la llamada.', 'Creo que se cortó la llamada.'],
  laterThen: ['Sin problema, detuve la llamada.', 'De acuerdo, por ahora no llamamos.'],
  sorryBusy: ['Disculpe, nadie pudo contestar en este momento.', 'Lo siento, todos están en otras llamadas.'],
  autoBooked: [
    'Para que no pierda su lugar, le llamamos {time}. Si prefiere otra hora, dígame.',
    'Le apunté para {time}; lo puede cambiar escribiéndome.',
  ],
  willText: ['Le escribo en cuanto alguien esté libre.', 'Le aviso apenas se desocupe alguien.'],
  wrongPerson: [
    'Disculpe, tengo el número equivocado. Ya lo anoté.',
    'Perdón por la molestia, ya marqué este número como equivocado.',
  ],
  goodbye: [
    'No hay problema, gracias por avisar. Si algo cambia, escríbame aquí.',
    'Entendido, lo dejo hasta aquí. Que le vaya bien.',
  ],
  escalated: [
    'Lo siento mucho. Ya pasé sus mensajes a una persona de nuestro equipo.',
    'Le pido una disculpa. Esto lo tiene que ver una persona y ya lo pasé a nuestro equipo.',
  ],
  danger: [
    'Si es una emergencia, llame al 911 ahora. Ya avisé a nuestro equipo.',
    'Por favor llame al 911 si está en peligro. Nuestro equipo ya tiene su mensaje.',
  ],
  addedOn: ['Gracias, también lo pasé a nuestro equipo.', 'Lo agregué a lo que ve nuestro equipo.'],
  noCalls: [
    'Entendido, sin llamadas. Podemos seguir por mensaje; responda STOP para no recibir más.',
    'De acuerdo, no le llamaremos. Por mensaje está bien; STOP lo termina.',
  ],
  noTexts: [
    'Entendido, {seller} no le enviará más mensajes. Las llamadas siguen igual. Responda START para volver.',
    '{seller}: no recibirá más mensajes de texto. Las llamadas no cambian. Responda START para volver.',
  ],
  noPromotions: [
    'Entendido, no más promociones de {seller}. Lo que tenga acordado pasa a nuestro equipo.',
    '{seller}: no recibirá más promociones. Nuestro equipo atenderá lo que tenga acordado.',
  ],
  optedOut: [
    'No recibirá más mensajes de {seller}. Responda START si quiere volver.',
    '{seller}: queda dado de baja. Responda START para volver.',
  ],
  welcomeBack: [
    'Ya está de vuelta con {seller}. Soy {assistant}, asistente de IA (AI). Responda STOP para no recibir más.',
    'Bienvenido de nuevo a {seller}. Le escribe {assistant}, asistente de IA (AI). STOP para cancelar.',
  ],
  help: [
    '{seller}: {assistant}, asistente de IA (AI), le escribe sobre su solicitud. {help} Pueden aplicar cargos. Responda STOP para no recibir más.',
  ],
  disclosure: [
    'Soy {assistant}, asistente de IA (AI) de {seller}. Responda STOP para no recibir más.',
    'Le escribe {assistant}, asistente de IA (AI) de {seller}. STOP para no recibir más.',
  ],
  hereIfNeeded: [
    'Aquí estoy cuando quiera retomarlo.',
    'Es todo por ahora. Escríbame cuando guste la llamada.',
    'Sin prisa, aquí sigo.',
  ],
  seenAgain: [
    'Hola {lead}, soy {assistant}, asistente de IA (AI) de {seller}. Vi que nos buscó otra vez. Responda STOP para no recibir más.',
  ],
  again: ['De nuevo: ', 'Otra vez: ', 'Como antes: ', 'Repito: ', 'En breve: '],
};
