/** Waits until a document is ready or failed. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Owner } from '../../common/owner.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { Document } from '../document.entity.js';
import { Documents } from './documents.js';

/** Another server may do the work: then no event comes, and looking has to do. */
const LOOK_EVERY_MS = 400;

@Injectable()
export class DocumentWait {
  constructor(
    private readonly documents: Documents,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /** The document as it stands after `seconds` at most. */
  async until(owner: Owner, id: string, seconds: number): Promise<Document> {
    const deadline = this.clock.now() + seconds * 1000;
    for (;;) {
      const document = await this.documents.get(owner, id);
      const left = deadline - this.clock.now();
      if (document.jobId === null || left <= 0) return document;
      await this.ended(id, Math.min(left, LOOK_EVERY_MS));
    }
  }

  private ended(id: string, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.events.on('document.ended', ({ documentId }) => {
        if (documentId === id) done();
      });
      const timer = setTimeout(() => done(), ms);
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
    });
  }
}
