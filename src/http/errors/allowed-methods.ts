import type { Request } from 'express';

/** What Express keeps for a route: its pattern and the methods it takes. */
interface Layer {
  route?: { methods: Record<string, boolean> };
  match(path: string): boolean;
}

/** The methods that routes on this path do take; empty when there is no such path. */
export function allowedMethods(request: Request): string[] {
  const layers = (request.app as unknown as { router: { stack: Layer[] } }).router.stack;
  const methods = new Set<string>();
  for (const layer of layers) {
    if (!layer.route || layer.route.methods._all || !matches(layer, request.path)) continue;
    for (const method of Object.keys(layer.route.methods)) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

/** A path with broken percent-encoding makes the matcher throw; it matches nothing. */
function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}
