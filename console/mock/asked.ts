/** A request as the mock saw it. */
export interface Asked {
  name: string;
  params: Record<string, string>;
  body: unknown;
}
