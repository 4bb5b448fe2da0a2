/** The name people are called by: "Ana" of "Ana Brooks". */
export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name;
