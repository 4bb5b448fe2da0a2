/**
 * What the assistant says around a playbook: acknowledgements, offers, bookings, failures. Plain data,
 * checked by `phrases.test.ts`: no promise that the machine does not keep, one question at most, GSM-7 in
 * English.
 *
 * Placeholders: {lead} {seller} {assistant} {subject} {agent} (its title) {agentName} {time} {time1}
 * {time2} {echo} {wait} {help} {goodTimes}.
 */
export interface Phrases {
  /** First texts in this language; empty where the playbook's own are used. */
  opening: string[];
  /** Acknowledging in the lead's own words. */
  ackEcho: string[];
  ackPlain: string[];
  ackWarm: string[];
  ackBrisk: string[];
  ackCalm: string[];
  ackCorrection: string[];
  ackRefused: string[];
  ackUnsure: string[];
  /** Honest, when the playbook does not know. */
  unknown: string[];
  isAi: string[];
  whoIsThis: string[];
  howGotNumber: string[];
  whyAsk: string[];
  callAbout: string[];
  /** To texts that order the assistant about. */
  onlyThis: string[];
  /** More follow-ups, when those of the playbook are used up. */
  nudge: string[];
  hintZip: string[];
  hintEmail: string[];
  hintMoney: string[];
  hintNumber: string[];
  hintChoice: string[];
  offerNow: string[];
  confirmCall: string[];
  stillNow: string[];
  stillTimes: string[];
  ringing: string[];
  stillRinging: string[];
  freedRinging: string[];
  freedAsk: string[];
  callbackRinging: string[];
  accepted: string[];
  nobodyFree: string[];
  waitAbout: string[];
  notNow: string[];
  callPitch: string[];
  twoTimes: string[];
  oneTime: string[];
  whenSuits: string[];
  noTimes: string[];
  goodTimes: string[];
  thatTimeTaken: string[];
  booked: string[];
  rebooked: string[];
  bookedAnyway: string[];
  unbooked: string[];
  waitDirect: string[];
  stillBooked: string[];
  allSet: string[];
  unreachable: string[];
  cutOff: string[];
  laterThen: string[];
  sorryBusy: string[];
  autoBooked: string[];
  willText: string[];
  wrongPerson: string[];
  goodbye: string[];
  escalated: string[];
  danger: string[];
  addedOn: string[];
  optedOut: string[];
  noCalls: string[];
  noTexts: string[];
  noPromotions: string[];
  welcomeBack: string[];
  help: string[];
  disclosure: string[];
  hereIfNeeded: string[];
  seenAgain: string[];
  /** Only when every phrasing of something necessary is used up. */
  again: string[];
}

export const ENGLISH: Phrases = {
  opening: [],
  ackEcho: [
    'Got it, {echo}.',
    'Okay, {echo}.',
    '{echo}, noted.',
    'Thanks, {echo} it is.',
    'Sure, {echo}.',
    'All right, {echo}.',
    'Good to know, {echo}.',
    'Makes sense, {echo}.',
  ],
  ackPlain: [
    'Got it.',
    'Okay.',
    'Thanks for that.',
    'That helps.',
    'Good to know.',
    'All right.',
    'Noted.',
    'Makes sense.',
    'Understood.',
    'Thank you.',
  ],
  ackWarm: [
    'Great, thank you.',
    'Thanks so much.',
    'Thanks, that is helpful.',
    'Appreciate it.',
    "That's really helpful.",
    'Happy to hear from you.',
  ],
  ackBrisk: ['Sure.', 'Ok.', 'Right.', 'Thanks.', 'Got that.'],
  ackCalm: [
    'I hear you.',
    'Fair enough.',
    'I understand.',
    "That's fair.",
    "I'll keep this short.",
    'Thanks for bearing with me.',
  ],
  ackCorrection: [
    "Thanks for the fix, I've changed it to {echo}.",
    'Updated to {echo}.',
    'No problem, {echo} then.',
    'Glad you caught that, {echo} it is.',
  ],
  ackRefused: [
    "No problem, we don't need that now.",
    "That's fine, we can skip it.",
    'Totally okay to leave that out.',
    "Fair enough, I won't ask again.",
  ],
  ackUnsure: [
    "No worries, you don't need it to hand.",
    "That's okay, the {agent} can help you find it.",
    "Not a problem, we'll work it out later.",
    "All good, it isn't needed to keep going.",
  ],
  unknown: [
    "Good question. I don't want to guess, so I've noted it for the {agent}.",
    "I don't have that answer myself, but the {agent} will.",
    "That one is for the {agent}, and I've written it down for them.",
    "I'd rather not guess at that. It's on the list for the {agent}.",
    "I'm not sure, honestly. I've put it in my notes for the {agent}.",
    "That's beyond what I know, so the {agent} will see your question first.",
  ],
  isAi: [
    "I'm {assistant}, an AI assistant at {seller}. The {agent} who calls you is a real person.",
    "You're texting with an AI assistant. Any call comes from a real {agent} at {seller}.",
    'AI over here, yes. People at {seller} make the actual calls.',
  ],
  whoIsThis: [
    "I'm {assistant}, the AI assistant at {seller}, writing about your {subject}.",
    'This is {assistant}, an AI assistant with {seller}. It is about your {subject}.',
  ],
  howGotNumber: [
    'A request for {seller} came in with this number.',
    'This number was left with us on a request about your {subject}.',
  ],
  whyAsk: [
    'It saves you repeating it to the {agent}, and you can skip it.',
    'It only helps the {agent} prepare. You may leave it out.',
    'That just points you to the right {agent}, nothing more.',
  ],
  callAbout: [
    "It's a short talk with a {agent} about your {subject} and whatever you want to ask.",
    'A {agent} goes over your {subject} with you and answers your questions.',
  ],
  onlyThis: [
    'I can only help with your {subject} here.',
    "That isn't something I can do. Your {subject} is what I'm here for.",
    "Let's stay with your {subject}, that's all I handle.",
    'I stick to your {subject}.',
  ],
  nudge: [
    'Whenever it suits you, {lead}.',
    "Just making sure this didn't slip by, {lead}.",
    'Happy to continue when you are, {lead}.',
    'Your {subject} is right where we left it.',
    'A quick reply is all it takes, {lead}.',
  ],
  hintZip: [
    'I need all five digits for the ZIP.',
    "That ZIP doesn't look complete to me.",
    'A ZIP code has five digits, so one may be missing.',
  ],
  hintEmail: [
    'That email looks cut off to me.',
    'I could not read that as an email address.',
    'The address seems to be missing a piece.',
  ],
  hintMoney: [
    'A rough dollar figure is plenty.',
    "I couldn't make out the amount.",
    'A ballpark number is fine.',
  ],
  hintNumber: ["I couldn't make out the number.", 'A plain number is all I need.', 'A rough count is fine.'],
  hintChoice: [
    'I want to be sure I have that right.',
    "I didn't quite catch that one.",
    'Let me check I follow.',
  ],
  offerNow: [
    'A {agent} is free right now. Want me to have them call you?',
    'I can have a {agent} call you now. Shall I?',
    "Somebody's free to talk this minute. Would a quick call now work for you?",
    "There's a {agent} open right now. Would you like that call?",
    'Want to go over it by phone now, while a {agent} is free?',
  ],
  confirmCall: [
    'Just so I get it right: would you like a {agent} to call you now?',
    'Would you like me to have a {agent} call you right now?',
    'Should I ring a {agent} for you now?',
  ],
  stillNow: [
    'Would you like that call now?',
    'Shall I go ahead and have them call you?',
    'Want me to set up that call now?',
    'Is now still a good moment for that call?',
  ],
  stillTimes: [
    'Does one of those times work?',
    'Which of those times suits you?',
    'Should I hold one of those for you?',
  ],
  ringing: [
    "I'm ringing our {agent} team now. Your phone rings as soon as one picks up, so keep it close.",
    "On it. I'm trying our {agent} team now, and your phone will ring once someone picks up.",
    'Calling the {agent} team for you now. Keep your phone handy; it rings when one of them answers.',
    "Okay, I'm getting a {agent} for you now. When one picks up, your phone will ring.",
    'Let me get a {agent} for you. I am ringing them now, so please keep your phone near.',
    "I'm reaching out to a {agent} this minute. Please stay near your phone.",
  ],
  stillRinging: [
    "Still ringing them, it shouldn't be long.",
    "They're being rung right now.",
    "I've got their phones ringing as we speak.",
    "I'm still trying them.",
  ],
  freedRinging: [
    "A {agent} just freed up, so I'm ringing them for you now. Keep your phone close.",
    "Someone opened up. I'm ringing them now, so please stay near your phone.",
    "We have an opening now and I'm ringing the {agent}. Your phone should be next.",
  ],
  freedAsk: [
    'A {agent} just freed up. Still want that call now?',
    'Someone just opened up over here. Is now still good for a call?',
    'We have a {agent} free now. Would you still like to talk?',
  ],
  callbackRinging: [
    "It's time for our call. I'm ringing the {agent} now, and your phone will be next.",
    "Right on time for your call. I'm getting the {agent} now, so keep your phone near.",
    "Here for the call we planned. I'm ringing a {agent} now, then you.",
  ],
  accepted: [
    '{agentName} from {seller} picked up. Your phone should ring in a moment.',
    '{agentName} at {seller} has your details and is about to call you.',
    'Good news, {agentName} at {seller} is ready and calling you next.',
  ],
  nobodyFree: [
    "Everyone's on a call this minute.",
    'All of our people are on calls right now.',
    "There isn't a {agent} free right this second.",
    'Our whole team is tied up at the moment.',
    "I'd call you in now, but nobody is free just yet.",
  ],
  waitAbout: [
    'The wait looks like about {wait}.',
    'It usually clears in about {wait}.',
    'My best guess is {wait}.',
  ],
  notNow: [
    "I can't place a call to you at this hour.",
    "It's outside the hours we may call you.",
    "We're not allowed to call at this time of day where you are.",
  ],
  callPitch: [
    'The next step is a short call with a {agent}.',
    'A {agent} can take it from here by phone.',
    'A quick call with a {agent} covers the rest.',
    'The rest is easiest by phone with a {agent}.',
  ],
  twoTimes: [
    'I have {time1} or {time2}. Which works better?',
    'Would {time1} or {time2} suit you?',
    'How about {time1}, or {time2}?',
    'The next openings are {time1} and {time2}. Which one should I hold?',
    'Can you do {time1}, or is {time2} easier?',
    'I could set up {time1} or {time2}. Do you like either?',
  ],
  oneTime: [
    'The next opening is {time1}. Should I hold it for you?',
    'I can do {time1}. Does that work?',
    'Would {time1} be okay?',
    'How does {time1} sound?',
  ],
  whenSuits: [
    'What day and time would suit you?',
    'When would be a good time to call?',
    'What time works on your end?',
    'When should we try you?',
  ],
  noTimes: [
    "I don't have an open time I can promise yet. I'll text you as soon as I do.",
    "There's nothing open I can commit to right now, so I'll text when there is.",
    "I can't promise a time yet. You'll hear from me when one opens.",
  ],
  goodTimes: [
    "When's a good time for a quick call?",
    'What time of day is best for a short call?',
    'When could you talk for a few minutes?',
  ],
  thatTimeTaken: [
    "We don't have anyone open then.",
    'That time is taken, sorry.',
    "Nobody's available at that time.",
    "That one won't work on our side.",
  ],
  booked: [
    "You're set for {time}. A {agent} will call you at this number.",
    'Booked: {time}. A {agent} calls you here, and you can text me to change it.',
    "Done, I've put you down for {time}. We'll call this number.",
    "Great, {time} it is. We'll call you here.",
    "It's on the calendar for {time}. Text me if that changes.",
  ],
  rebooked: [
    'No problem, moved to {time}.',
    "Changed it. We'll call you {time} instead.",
    'All good, your call is now {time}.',
    'Switched to {time}. The old time is gone.',
  ],
  bookedAnyway: [
    "I've put you down for {time}, and you can change it any time.",
    'To be safe I have you down for {time}. Tell me if another time is better.',
  ],
  unbooked: [
    "Okay, I've taken that call off the calendar.",
    "No problem, that call won't happen.",
    'Sure, the call is off.',
  ],
  waitDirect: [
    "I'll have someone call the moment they're free.",
    "You're next: the first {agent} to free up will call you.",
    "Deal. As soon as a {agent} is free, I'll ring them for you.",
  ],
  stillBooked: [
    'Your call on {time} still stands.',
    "You're still set for {time}.",
    'We still have you down for {time}.',
  ],
  allSet: ["You're all set.", "We'll talk then.", 'Sounds good, talk soon.', 'See you then, by phone.'],
  unreachable: [
    "We tried you just now but couldn't get through.",
    'We just called and missed you.',
    "I had a {agent} on the line, but your phone didn't connect.",
    'Our call just now went unanswered, no problem at all.',
  ],
  cutOff: [
    'Looks like we lost you before the call went through.',
    'It seems the call dropped on the way.',
    'I think we got cut off there.',
  ],
  laterThen: [
    "No problem, I've stopped the call.",
    "Okay, I've called that off for now.",
    'Sure, no call right now.',
  ],
  sorryBusy: [
    "I'm sorry, I couldn't get anyone to pick up just now.",
    'Sorry about that, everyone got pulled onto other calls.',
    'My apologies, no {agent} could take it this minute.',
    "I tried everyone and couldn't reach a free {agent}. Sorry for the wait.",
  ],
  autoBooked: [
    "I've put you down for {time} so you don't lose your place. If another time is better, just tell me.",
    "You're down for {time}, and we'll call you then. Any other time you like, just say so.",
    'So you are not left waiting, we will call you {time}. Text me a better time if you have one.',
    "We'll call you {time} instead. You can change that by texting me.",
  ],
  willText: [
    "I'll text you as soon as someone is free.",
    "You'll hear from me the moment a {agent} opens up.",
    "I'm watching for an opening and will text you when there is one.",
  ],
  wrongPerson: [
    "Sorry about that, I have the wrong number. I've made a note so we don't bother you.",
    "My mistake, and thanks for telling me. I've noted that this isn't the right number.",
    "Apologies for the mix-up. I've marked this number as wrong.",
  ],
  goodbye: [
    'No problem at all, thanks for letting me know. If things change, just text me here.',
    "Understood, I'll leave it there. Take care, {lead}.",
    'Thanks for telling me. All the best.',
    "Okay, closing this out on my side. I'm here if you ever want to pick it up again.",
  ],
  escalated: [
    "I'm sorry about this. I've passed your messages to a person on our team, and I'm stepping back so they can take over.",
    "I'm really sorry. This needs a person, so I've flagged it to our team with everything you wrote.",
    "That shouldn't happen, and I'm sorry. I've handed this to our team so a person can look at it.",
  ],
  danger: [
    'If this is an emergency, please call 911 now. I have flagged your message to our team.',
    "Please call 911 or go to the nearest ER if you're in danger. Our team has been alerted to your message.",
  ],
  addedOn: [
    "Thanks, I've added that to what our team sees.",
    'Got that too, it is with our team.',
    "I've passed this along as well.",
  ],
  noCalls: [
    'Understood, no calls. We can go on by text whenever you like, and STOP ends that too.',
    'No calls from us, then. Texting here is fine; STOP ends it at any time.',
  ],
  noTexts: [
    'Understood, no more texts from {seller}. Calls stay as they are. Reply START if you want texts back.',
    "{seller}: you won't get any more texts. Calls are not affected. Text START to resume.",
  ],
  noPromotions: [
    'Understood, no more promotions from {seller}. What you have arranged with us is passed to our team.',
    "{seller}: you won't get any more promotions. Our team will see to anything you have arranged.",
  ],
  optedOut: [
    "You're opted out and won't get any more messages from {seller}. Reply START if you ever want back in.",
    "{seller}: you're unsubscribed and will receive no more messages. Text START to resume.",
  ],
  welcomeBack: [
    "You're back on with {seller}. I'm {assistant}, the AI assistant. Reply STOP any time to opt out.",
    'Welcome back. This is {assistant}, the AI assistant at {seller}. Text STOP to opt out again.',
  ],
  help: [
    '{seller}: {assistant}, an AI assistant, texts you about your {subject}. {help} Msg & data rates may apply. Reply STOP to opt out.',
  ],
  disclosure: [
    "I'm {assistant}, the AI assistant at {seller}. Reply STOP to opt out.",
    "You've reached {assistant}, the AI assistant at {seller}. Reply STOP to opt out.",
  ],
  hereIfNeeded: [
    "I'm here whenever you'd like to pick this up.",
    "That's all I need for now. Text me when you'd like that call.",
    "No rush. Text me whenever you're ready to talk.",
    "I'll be here if anything else comes up.",
  ],
  seenAgain: [
    'Hi {lead}, {assistant} here, the AI assistant at {seller}. I saw you asked about your {subject} again. Reply STOP to opt out.',
    "Hi again {lead}, it's {assistant}, the AI assistant at {seller}. Thanks for coming back about your {subject}. Reply STOP to opt out.",
  ],
  again: [
    'Again: ',
    'Once more: ',
    'As before: ',
    'To repeat: ',
    'Same as earlier: ',
    'In short: ',
    'Like I said: ',
    'As of now: ',
  ],
};
