/** Which optional parts this server has; asked once, before anything is drawn. */
import { call } from './request.js';

let present: readonly string[] = [];

export async function loadFeatures(): Promise<void> {
  ({ features: present } = await call<{ features: string[] }>('GET', '/console.json'));
}

export const has = (feature: string): boolean => present.includes(feature);
