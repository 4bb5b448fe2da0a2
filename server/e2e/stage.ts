/** One floor for one story: its own program and data, desks that are open, and the lead's phone. */
import type { Browser } from 'playwright-core';
import { type Baton, makeDataDir, noon, removeDataDir, startBaton } from './baton-process.ts';
import { type AgentName, type Complaints, type Lead, openDesk, openHandset, type Person } from './people.ts';

export interface Stage {
  /** The running program; another one after `restart`. */
  baton(): Baton;
  lead: Lead;
  desk(who: AgentName): Person;
  /** Opens one more desk. */
  open(who: AgentName, available?: boolean): Promise<Person>;
  /** Starts the program again on the same data and address. @param laterMs moves its clock further ahead */
  restart(laterMs?: number): Promise<void>;
  complaints: Complaints;
  close(): Promise<void>;
}

export async function openStage(browser: Browser, agents: AgentName[]): Promise<Stage> {
  const dataDir = makeDataDir();
  const complaints: Complaints = { lines: [] };
  let baton: Baton | undefined;
  const people: Person[] = [];
  const close = async (): Promise<void> => {
    for (const one of people) await one.close().catch(() => undefined);
    await baton?.stop();
    removeDataDir(dataDir);
  };
  try {
    baton = await startBaton(dataDir, noon());
    const desks = new Map<AgentName, Person>();
    const open: Stage['open'] = async (who, available = true) => {
      const desk = await openDesk(browser, baton!.url, who, complaints, available);
      people.push(desk);
      desks.set(who, desk);
      return desk;
    };
    for (const who of agents) await open(who);
    const lead = await openHandset(browser, baton.url, complaints);
    people.push(lead);
    return {
      baton: () => baton!,
      lead,
      desk: (who) => desks.get(who)!,
      open,
      async restart(laterMs = 0) {
        const { aheadMs, url } = baton!;
        baton = await startBaton(dataDir, aheadMs + laterMs, Number(new URL(url).port));
      },
      complaints,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
