/** Documents: taken in, cut, indexed, found, quoted. It must not know what a turn or a prompt is. */
import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { FilesModule } from '../files/files.module.js';
import { IdempotencyModule } from '../platform/database/idempotency.module.js';
import { SearchModule } from '../platform/search/search.module.js';
import { AttachedFiles } from './attachments/attached-files.js';
import { Collections } from './collections/collections.js';
import { CollectionsController } from './collections/collections.controller.js';
import { DocumentList } from './documents/document-list.js';
import { DocumentWait } from './documents/document-wait.js';
import { DocumentReading } from './documents/document-reading.js';
import { Documents } from './documents/documents.js';
import { DocumentsController } from './documents/documents.controller.js';
import { Extractor } from './extract/extractor.js';
import { WebPages } from './extract/web-pages.js';
import { EmbeddingModule } from './embedding/embedding.module.js';
import { DocumentIndexer } from './indexing/document-indexer.js';
import { DocumentSource } from './indexing/document-source.js';
import { IndexUpkeep } from './indexing/index-upkeep.js';
import { IndexingJobs } from './indexing/indexing-jobs.js';
import { PendingDocuments } from './indexing/pending-documents.js';
import { BulkController } from './intake/bulk.controller.js';
import { BulkIntake } from './intake/bulk-intake.js';
import { DocumentIntake } from './intake/document-intake.js';
import { DocumentRoom } from './intake/document-room.js';
import { DocumentUpload } from './intake/document-upload.js';
import { Jobs } from './jobs/jobs.js';
import { JobsController } from './jobs/jobs.controller.js';
import { Retriever } from './retriever.js';
import { DocumentSearch } from './search/document-search.js';
import { FilteredOut } from './search/filtered-out.js';
import { SearchController } from './search/search.controller.js';
import { SourceDocuments } from './sources/source-documents.js';
import { SourceRefresh } from './sources/source-refresh.js';
import { SourceSchedule } from './sources/source-schedule.js';
import { Sources } from './sources/sources.js';
import { SourcesController } from './sources/sources.controller.js';

@Module({
  imports: [AuthModule, EmbeddingModule, FilesModule, IdempotencyModule, SearchModule],
  controllers: [
    BulkController,
    CollectionsController,
    DocumentsController,
    JobsController,
    SearchController,
    SourcesController,
  ],
  providers: [
    AttachedFiles,
    BulkIntake,
    Collections,
    DocumentIndexer,
    DocumentIntake,
    DocumentRoom,
    DocumentList,
    DocumentReading,
    DocumentSearch,
    DocumentSource,
    DocumentUpload,
    DocumentWait,
    Documents,
    Extractor,
    FilteredOut,
    IndexUpkeep,
    IndexingJobs,
    Jobs,
    PendingDocuments,
    Retriever,
    SourceDocuments,
    SourceRefresh,
    SourceSchedule,
    Sources,
    WebPages,
  ],
  exports: [AttachedFiles, Collections, DocumentReading, Retriever],
})
export class RagModule {}
