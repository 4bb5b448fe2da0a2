export type LeadAct = (work: () => Promise<unknown>) => Promise<boolean>;
