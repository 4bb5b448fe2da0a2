/** What counts, and what does not, when it is said to a person of ours on the line (REV-03, XFER-08). */
import { describe, expect, it } from 'vitest';
import { defaultRules } from './load-rules.ts';
import { talkStage } from './revocation.ts';

const judged = (words: string) => talkStage(defaultRules(), words);

describe('a wish to be left alone, said aloud', () => {
  it.each([
    'Please stop calling me.',
    'please stop calling me and take me off your list',
    'Yes but listen, stop calling me, I mean it.',
    'Stop calling.',
    'I want you to stop calling this number.',
    "You need to quit calling me, I'm at work.",
    'Can you stop texting me please?',
    'Take me off your list.',
    'Could you please take me off of your calling list?',
    'Just remove my number from your system.',
    'Get me off this list, okay?',
    "Don't call me again.",
    'Don’t call me anymore, okay?',
    'Please do not contact me again.',
    'Never call this number again.',
    "I said don't call me.",
    "I don't want you to call me anymore.",
    "I don't want to be contacted.",
    "I don't want any more calls.",
    'No more calls, please.',
    "We don't want your calls.",
    'Put me on your do not call list.',
    "I'm on the do-not-call list, you know.",
    'I revoke my consent.',
    'Lose my number.',
    'Please just leave me alone.',
    'I want to opt out.',
    'Unsubscribe.',
    'If you call me again I will report it.',
    'No me llame más.',
    'Por favor, no me vuelvan a llamar.',
    'Deje de llamarme, por favor.',
    'Quíteme de su lista.',
    'Quiten mi número de su lista.',
    'No quiero que me llamen.',
    'Ya no me llamen.',
    'Quiero darme de baja.',
  ])('%s', (words) => {
    expect(judged(words)).toMatchObject({ action: 'suppress', label: 'revoke_all', reason: 'voice' });
  });

  it.each([
    ["Text is fine but don't call me anymore.", ['voice_ai', 'voice_live', 'voicemail']],
    ['Stop texting me, just call me instead.', ['sms']],
  ])('less than everything: %s', (words, channels) => {
    expect(judged(words)).toMatchObject({ action: 'suppress', scope: { channels, purposes: ['all'] } });
  });
});

describe('ordinary talk', () => {
  it.each([
    'Stop.',
    'Cancel.',
    'No more.',
    'Stop, let me get a pen.',
    "I don't recall my policy number.",
    "I don't get it.",
    "I don't hear you very well.",
    'I never got your message.',
    "I can't stop thinking about it",
    "They won't stop calling me since I filled that form.",
    'Those other companies, I told them to stop calling me.',
    'You can stop right there, that is fine.',
    'When will you stop by?',
    'My new number is 512 555 0100.',
    'My kids are under 18.',
    'I already have insurance.',
    "I'm not interested.",
    "Please don't call before nine.",
    "Don't call me before nine, please.",
    "Don't call my wife, call me.",
    "I don't want you to call me at work.",
    'No more calls today, tomorrow is fine.',
    'Take my wife off the policy.',
    'Can you take the Honda off my list of cars?',
    'I want to opt out of collision coverage.',
    'Can you cancel my old policy for me?',
    "I'd like to stop paying so much.",
    'Could you call me back tomorrow?',
    "I don't call anymore, I text.",
    'No me llamo Juan, me llamo José.',
    'No me llame mañana, mejor hoy.',
    'Deje de fumar hace un año.',
    'Thank you.',
    '',
  ])('%s', (words) => {
    expect(judged(words)).toBeNull();
  });
});
