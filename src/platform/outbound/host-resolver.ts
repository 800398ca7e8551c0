import { lookup } from 'node:dns/promises';

/** A host name -> all its addresses. Injected, so that tests can make a name point anywhere. Also the Nest token. */
export abstract class HostResolver {
  /** Rejects with the resolver's error; never gives an empty list. */
  abstract addressesOf(host: string): Promise<string[]>;
}

/** As the operating system resolves names. */
export class SystemHostResolver extends HostResolver {
  async addressesOf(host: string): Promise<string[]> {
    const found = await lookup(host, { all: true });
    return found.map(({ address }) => address);
  }
}
