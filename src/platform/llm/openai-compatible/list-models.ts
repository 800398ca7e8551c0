/** Everything a request may name: aliases first, then the models of each server. */
import type { ModelInfo, ModelProfile } from '../model-info.js';
import { UpstreamError } from '../upstream-error.js';
import type { ListedModel } from './listed-model.js';
import type { Route, RouteTable } from './route-table.js';
import type { Upstream } from './upstream.js';

type Profile = (route: Route) => ModelProfile;

/** A server that cannot be asked does not hide the others. Throws `UpstreamError` where there is nothing to tell at all. */
export async function listModels(
  servers: readonly Upstream[],
  routes: RouteTable,
  profile: Profile,
  signal?: AbortSignal,
): Promise<ModelInfo[]> {
  const faults: UpstreamError[] = [];
  const listed = await Promise.all(servers.map((server) => modelsOf(server, faults, signal)));
  const aliases = routes.aliases.map((alias) => toAlias(alias, routes, profile));
  const models = servers.flatMap((upstream, i) =>
    listed[i]!.map(({ id, ownedBy }) => ({
      id: routes.nameOf(upstream, id),
      asked: id,
      ownedBy,
      upstream: upstream.name,
      health: upstream.health,
      profile: profile({ upstream, model: id }),
    })),
  );
  const all = [...aliases, ...models];
  if (!all.length && faults[0]) throw faults[0];
  return all;
}

async function modelsOf(server: Upstream, faults: UpstreamError[], signal?: AbortSignal): Promise<ListedModel[]> {
  try {
    return await server.models(signal);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    faults.push(error);
    return [];
  }
}

/** Tells of the server that would be asked now. */
function toAlias(alias: string, routes: RouteTable, profile: Profile): ModelInfo {
  const [first] = routes.inOrder(alias);
  const { upstream, model: asked } = first!;
  const aliasOf = routes.chain(alias).map((route) => `${route.model}@${route.upstream.name}`);
  return { id: alias, asked, aliasOf, upstream: upstream.name, health: upstream.health, profile: profile(first!) };
}
