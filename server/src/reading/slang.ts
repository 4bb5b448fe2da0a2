/** Words as texted and as written. Only those whose meaning does not depend on the sentence; an equal pair keeps a word from being corrected. */
const PAIRS =
  'u=you, ur=your, urs=yours, r=are, pls=please, plz=please, plse=please, pleas=please, tmrw=tomorrow, ' +
  'tmw=tomorrow, tmr=tomorrow, tmrrw=tomorrow, tomm=tomorrow, tomorow=tomorrow, tommorow=tomorrow, ' +
  'tommorrow=tomorrow, tomorro=tomorrow, tomoro=tomorrow, 2moro=tomorrow, 2morrow=tomorrow, ' +
  'tmorrow=tomorrow, morrow=tomorrow, tonite=tonight, 2nite=tonight, 2night=tonight, nite=night, ' +
  '2day=today, b4=before, thx=thanks, tx=thanks, ty=thank you, tysm=thank you, thnx=thanks, thanx=thanks, ' +
  'bc=because, cuz=because, cause=because, bcuz=because, coz=because, becuz=because, idk=i dont know, ' +
  'idc=i dont care, dunno=dont know, iono=i dont know, idek=i dont know, imo=, tbh=, ngl=, gimme=give me, ' +
  'gimmie=give me, lemme=let me, wanna=want to, gonna=going to, gotta=got to, finna=going to, ' +
  'gon=going to, tryna=trying to, kinda=kind of, sorta=sort of, hafta=have to, shoulda=should have, ' +
  'msg=message, msgs=messages, msging=messaging, txt=text, txts=texts, txting=texting, txtd=texted, ' +
  'mssg=message, mssgs=messages, sms=text, ppl=people, smn=someone, sum1=someone, sb=somebody, ' +
  'sumbody=somebody, some1=someone, any1=anyone, no1=noone, yall=yall, rn=right now, atm=right now, ' +
  'asap=asap, w=with, wit=with, wo=without, k=ok, kk=ok, okay=ok, okey=ok, okie=ok, oki=ok, mk=ok, n=and, ' +
  'nd=and, bout=about, abt=about, prolly=probably, prob=probably, probs=probably, def=definitely, ' +
  'defo=definitely, min=min, mins=min, minute=min, minutes=min, minuts=min, hr=hour, hrs=hours, yrs=years, ' +
  'yr=year, wks=weeks, wk=week, appt=appointment, appts=appointments, mtg=meeting, mtgs=meetings, ' +
  'num=number, numba=number, nbr=number, info=info, ins=insurance, insur=insurance, wat=what, wut=what, ' +
  'whats=what is, wats=what is, whos=who is, hows=how is, whens=when is, wheres=where is, thats=that is, ' +
  'theres=there is, cant=cant, wont=wont, dont=dont, doesnt=doesnt, didnt=didnt, don=dont, dnt=dont, ' +
  'aint=aint, aite=alright, aight=alright, ight=alright, yea=yeah, yeh=yeah, yah=yeah, yeahh=yeah, ' +
  'rightt=right, okk=ok, suree=sure, yesh=yes, goood=good, helo=hello, heyy=hey, yess=yes, yesss=yes, ' +
  'yessir=yes, yep=yep, yup=yup, ye=yeah, yee=yeah, yas=yes, yuh=yeah, yessum=yes, yeppers=yep, nope=nope, ' +
  'nah=nah, naw=nah, nahh=nah, noo=no, nooo=no, nada=nada, cancle=cancel, cancell=cancel, canel=cancel, ' +
  'qiut=quit, stp=stop, sotp=stop, stpo=stop, stopp=stop, stahp=stop, stap=stop, sstop=stop, srop=stop, ' +
  'stoo=stop, dtop=stop, sop=stop, stope=stop, sto=stop, stob=stop, syop=stop, ztop=stop, rmv=remove, ' +
  'remov=remove, rmove=remove, mgs=messages, mesgs=messages, mesg=message, dunt=dont, donot=do not, ' +
  'nomas=no mas, unsub=unsubscribe, unsuscribe=unsubscribe, unsubscibe=unsubscribe, ' +
  'unsubcribe=unsubscribe, unsubsribe=unsubscribe, unsubscrib=unsubscribe, unsubscribed=unsubscribe, ' +
  'unsubcsribe=unsubscribe, unscribe=unsubscribe, unsubscirbe=unsubscribe, unsubscride=unsubscribe, ' +
  'optout=opt out, opt-out=opt out, nvm=never mind, nevermind=never mind, nm=never mind, jk=jk, ' +
  'ttyl=talk later, lmk=let me know, hmu=call me, hml=call me, np=no problem, omw=on my way, ' +
  'bday=birthday, wknd=weekend, mon=monday, tues=tuesday, tue=tuesday, wed=wednesday, weds=wednesday, ' +
  'thur=thursday, thurs=thursday, thu=thursday, fri=friday, sat=saturday, morn=morning, mornin=morning, ' +
  'mornings=morning, aft=afternoon, afternoons=afternoon, eve=evening, evenings=evening, arvo=afternoon, ' +
  'somethin=something, nothin=nothing, goin=going, doin=doing, callin=calling, textin=texting, ' +
  'talkin=talking, workin=working, gettin=getting, drivin=driving, lookin=looking, sellin=selling, ' +
  'tryin=trying, botherin=bothering, messagin=messaging, playin=playing, waitin=waiting, runnin=running, ' +
  'leakin=leaking, wrk=work, werk=work, srry=sorry, sry=sorry, soz=sorry, fone=phone, cell=cell, ' +
  'spk=speak, tlk=talk, cll=call, cal=call, calll=call, rlly=really, rly=really, srsly=seriously, ' +
  'prolm=problem, gf=girlfriend, bf=boyfriend, hubby=husband, wifey=wife, x=x, ok=ok, alr=alright, ' +
  'alrighty=alright, cya=bye, wby=what about you, hbu=how about you, wtf=wtf, wth=wtf, tf=wtf, smh=smh, ' +
  'fr=for real, ong=for real, asf=, af=, lolol=lol, lmao=lol, lmfao=lol, rofl=lol, haha=lol, hahaha=lol, ' +
  'hehe=lol, jaja=lol, jajaja=lol, xd=lol, dr=doctor, doc=doctor, xq=porque, q=que, xfa=por favor, ' +
  'porfa=por favor, porfis=por favor, porfavor=por favor, tqm=, ntp=no problem, manana=manana, ' +
  'pymt=payment, pmt=payment, acct=account, addy=address, qoute=quote, quot=quote, qoutes=quotes, ' +
  'insurence=insurance, insurane=insurance, intrested=interested, interrested=interested, ' +
  'intersted=interested, wrng=wrong, worng=wrong, rong=wrong, numbr=number, nubmer=number, numer=number, ' +
  'nmber=number, remve=remove, removve=remove, recieve=receive, recieving=receiving, ' +
  'definately=definitely, calender=calendar, avail=available, sched=schedule, resched=reschedule, ' +
  'rite=right, thru=through, til=until, till=until, untill=until, em=them, whoevers=whoever is, ' +
  'tix=tickets, tickes=tickets, buyin=buying, payin=paying, movin=moving, askin=asking, thinkin=thinking, ' +
  'havin=having, makin=making, puttin=putting, wantin=wanting, needin=needing, sendin=sending, ' +
  'stayin=staying, keepin=keeping, comin=coming, takin=taking, startin=starting, endin=ending, ' +
  'stoppin=stopping, hopin=hoping, rentin=renting, livin=living, refinancin=refinancing, tellin=telling, ' +
  'sayin=saying, seein=seeing, hearin=hearing, feelin=feeling, holdin=holding, helpin=helping, ' +
  'ringin=ringing, offerin=offering, remodelin=remodeling, buildin=building, fixin=fixing, ' +
  'watchin=watching, feedin=feeding, eatin=eating, sleepin=sleeping, cookin=cooking, pickin=picking, ' +
  'cleanin=cleaning, replacin=replacing, checkin=checking, usin=using, givin=giving, ' +
  'unsubscrive=unsubscribe, nomore=no more, stopit=stop it, hunnid=hundred, hunned=hundred, hundo=hundred, ' +
  'hundy=hundred, thou=thousand, btwn=between, bw=between, sposed=supposed, supposta=supposed to, ' +
  'whatevs=whatever, obv=obviously, obvi=obviously, pic=picture, pics=pictures, addtl=additional, ' +
  'approx=approximately, govt=government, mo=month, mos=months, reg=regular, ya=ya';

const SLANG = new Map(PAIRS.split(', ').map((pair) => pair.split('=') as [string, string]));

/** What a texted word stands for, if it stands for another. */
export const slangOf = (word: string): string | undefined => SLANG.get(word);
