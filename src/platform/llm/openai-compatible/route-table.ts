/** Which servers may answer for a name: an alias, a model, or `model@server`. It must not know how they are asked. */
import { type RouteSettings, splitTarget } from '../../../config/upstream-settings.js';
import type { Upstream } from './upstream.js';

export interface Route {
  upstream: Upstream;
  /** Undefined: its own choice. */
  model?: string;
}

export interface RouteOptions {
  /** Used where a request names nothing; empty: what the first server chooses. */
  readonly model: string;
  readonly routes?: RouteSettings;
}

export class RouteTable {
  private readonly byName: ReadonlyMap<string, Upstream>;
  private readonly names: ReadonlySet<string>;

  /** `upstreams`: the default one first. `options` are read anew each time: they may change while we run. */
  constructor(
    private readonly upstreams: readonly Upstream[],
    private readonly options: RouteOptions,
  ) {
    this.byName = new Map(upstreams.map((upstream) => [upstream.name, upstream]));
    this.names = new Set(this.byName.keys());
  }

  get aliases(): string[] {
    return Object.keys(this.options.routes ?? {});
  }

  isAlias(name: string): boolean {
    return this.options.routes !== undefined && Object.hasOwn(this.options.routes, name);
  }

  /** At least one, the first choice first. */
  chain(name: string = this.options.model): readonly Route[] {
    if (name === '') return [{ upstream: this.upstreams[0]! }];
    return this.isAlias(name) ? this.options.routes![name]!.map((target) => this.route(target)) : [this.route(name)];
  }

  /** The same in the order to ask: who is known to be away comes last. */
  inOrder(name: string | undefined): readonly Route[] {
    const chain = this.chain(name);
    if (chain.length === 1) return chain;
    const isThere = ({ upstream }: Route) => upstream.health.state === 'ok';
    return [...chain.filter(isThere), ...chain.filter((route) => !isThere(route))];
  }

  /** What a request must say to reach that model there. */
  nameOf(upstream: Upstream, model: string): string {
    const [route] = this.isAlias(model) ? [] : this.chain(model);
    return route?.upstream === upstream && route.model === model ? model : `${model}@${upstream.name}`;
  }

  private route(target: string): Route {
    const { model, upstream } = splitTarget(target, this.names);
    if (upstream !== undefined) return { upstream: this.byName.get(upstream)!, model };
    const [standard, ...others] = this.upstreams;
    const isElsewhere = others.length > 0 && !standard!.serves(model);
    return { upstream: (isElsewhere && others.find((one) => one.serves(model))) || standard!, model };
  }
}
