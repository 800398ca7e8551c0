/** What a route's marks demand, and whether a caller meets them. Must know nothing of how the caller was found out. */
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../../common/app-error.js';
import type { Principal } from '../../common/owner.js';
import { ADMIN_ROUTE, PUBLIC_ROUTE, ROUTE_SCOPE, type Scope } from '../../http/access.decorators.js';
import { ANY_SCOPE } from './any-scope.decorator.js';

export interface RouteRule {
  isPublic: boolean;
  adminOnly: boolean;
  /** The scope an API key needs; undefined: API keys are refused. */
  scope: Scope | 'any' | undefined;
}

@Injectable()
export class RouteRules {
  /** By class, then by handler: an inherited handler may stand in several classes. */
  private readonly rules = new WeakMap<Function, WeakMap<Function, RouteRule>>();

  constructor(private readonly reflector: Reflector) {}

  of(context: ExecutionContext): RouteRule {
    const controller = context.getClass();
    const handler = context.getHandler();
    let ofController = this.rules.get(controller);
    if (!ofController) this.rules.set(controller, (ofController = new WeakMap<Function, RouteRule>()));
    let rule = ofController.get(handler);
    if (!rule) ofController.set(handler, (rule = this.read([handler, controller])));
    return rule;
  }

  private read(targets: [Function, Function]): RouteRule {
    const mark = <T>(key: string) => this.reflector.getAllAndOverride<T | undefined>(key, targets);
    return {
      isPublic: mark<boolean>(PUBLIC_ROUTE) ?? false,
      adminOnly: mark<boolean>(ADMIN_ROUTE) ?? false,
      scope: mark<boolean>(ANY_SCOPE) ? 'any' : mark<Scope>(ROUTE_SCOPE),
    };
  }
}

/** Throws `forbidden` or `insufficient_scope`. */
export function checkRule(rule: RouteRule, principal: Principal): void {
  if (rule.adminOnly && principal.role !== 'admin') throw new AppError('forbidden');
  if (principal.via !== 'api_key' || rule.scope === 'any') return;
  if (rule.scope === undefined || !principal.scopes.includes(rule.scope)) throw new AppError('insufficient_scope');
}
