/** Provides SafeFetch, the one door to the network for what users ask for. Must not know who goes through it. */
import { Global, Module } from '@nestjs/common';
import { OutboundConfig } from '../../config/outbound.config.js';
import { HostResolver, SystemHostResolver } from './host-resolver.js';
import { OutboundPolicy } from './outbound-policy.js';
import { SafeFetch } from './safe-fetch.js';
import { TrustedFetch } from './trusted-fetch.js';

@Global()
@Module({
  providers: [
    { provide: HostResolver, useClass: SystemHostResolver },
    {
      provide: OutboundPolicy,
      inject: [OutboundConfig, HostResolver],
      useFactory: (config: OutboundConfig, resolver: HostResolver) => new OutboundPolicy(config, resolver),
    },
    SafeFetch,
    TrustedFetch,
  ],
  exports: [SafeFetch, TrustedFetch],
})
export class OutboundModule {}
