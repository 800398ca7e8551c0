/** Provides the key-value store, shared where several servers run. It must not know what is kept in it. */
import { Global, Module } from '@nestjs/common';
import { KeyValueStore } from './key-value-store.js';
import { MemoryKeyValueStore } from './memory-key-value-store.js';

@Global()
@Module({ providers: [{ provide: KeyValueStore, useClass: MemoryKeyValueStore }], exports: [KeyValueStore] })
export class StoreModule {}
