import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';

/** The one registry of metrics: rooms create theirs with `new Counter({ …, registers: [registry] })`. */
@Injectable()
export class MetricsRegistry extends Registry {}
