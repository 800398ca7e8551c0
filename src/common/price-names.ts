/** Which model a server answered with. */
export interface AnsweringModel {
  /** As the server names it. */
  model: string;
  /** As it was asked for. */
  asked?: string;
  /** Name of the server; absent: none was asked. */
  upstream?: string;
}

/** What price lists may call a model, the most exact first: the same one can cost differently at another server. */
export function priceNames({ model, asked, upstream }: AnsweringModel): string[] {
  const names = asked === undefined || asked === model ? [model] : [model, asked];
  return upstream === undefined ? names : names.flatMap((name) => [`${name}@${upstream}`, name]);
}
