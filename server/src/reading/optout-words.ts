/** Words that revoke when they are the whole message, and the fillers that may stand beside them. */
const words = (list: string): ReadonlySet<string> => new Set(list.split(', '));

/** Whole-message keywords (FCC per se words, carrier variants, French and Spanish). */
export const KEYWORDS = words(
  'stop, quit, end, revoke, opt out, cancel, unsubscribe, stopall, stop all, stop texting, remove, td, ' +
    'arret, alto, stop it, stop now, stop texting me, stop calling, stop calling me, unsubscribe me, ' +
    'remove me, opt me out, dnc, do not call, no more, discontinue, cease, desist, cease and desist, parar, ' +
    'pare, paren, basta, baja, cancelar, desuscribir, detener, detente, no mas, ya no, stop messaging, ' +
    'stop messaging me, stop messages, stop texts, delete me, unenroll, stop contacting me, stop it already, ' +
    'end this, end messages, end texts, stop this, stop sending, darse de baja, dar de baja, darme de baja, ' +
    'stop2end, block, blocked, stop promotions, atop, optout, stop stop, leave me alone, go away, no texts, ' +
    'no text, no more texts, dont text, dont call, dont text me, dont call me, do not text, do not text me, ' +
    'do not call me, do not contact, do not contact me, dont contact me, stopemoji, take me off, purge, ' +
    'scrub me, deactivate, withdraw consent, erase me, forget me',
);

/** Words that may stand beside a keyword without changing it. */
export const FILLER = words(
  'please, thanks, thank, you, thx, now, ok, omg, already, sir, maam, ty, hey, hi, yeah, just, uh, um, bro, ' +
    'bruh, dude, man, lady, por, favor, gracias, ya, jeez, ugh, god, no, nope, nah, yes, all, everything, ' +
    'seriously, wtf, lol, so, kindly, hello, gosh, today, immediately, yo, fucking, effing, freaking, the, ' +
    'fuck, hell, handemoji, angryemoji, stopemoji, noemoji, smh, sorry, asap, right, enough, me, it, this, ' +
    'and, asking, nicely, i, said, told, tia',
);

/** Whole messages that are a revocation though no keyword ("reported", "scram"). */
export const WHOLE = words(
  'lay off, hush, silence, spam, spammer, junk, reported, reporting, blocking, blocked, shoo, scram, ' +
    'beat it, kick rocks, take a hike, drop dead, give up, just give up, move along, move on, enough, bug off, ' +
    'back off, last warning, bye forever, let me live, youre annoying, you are annoying, so annoying, ' +
    'give it up, get lost, mute, remove contact, unfriend, unfollow, go away',
);
