/** The routes of documents. */
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
  type StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBearerAuth, ApiConsumes, ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Principal } from '../../common/owner.js';
import { sendDownload, streamed } from '../../files/file-download.js';
import { UploadInterceptor, type UploadRequest } from '../../files/upload.interceptor.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { idempotent, stillThere } from '../../http/idempotent.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { toListView } from '../../http/pagination.js';
import { DocumentUpload } from '../intake/document-upload.js';
import { CreateDocumentDto, DocumentQueryDto, UpdateDocumentDto, WaitQueryDto } from './document.dto.js';
import { DocumentList } from './document-list.js';
import { ChunkView, DocumentView, toChunkView, toDocumentView } from './document.view.js';
import { DocumentWait } from './document-wait.js';
import { Documents } from './documents.js';

@ApiTags('documents')
@ApiBearerAuth()
@NeedsScope('documents')
@Controller('api/rag/documents')
export class DocumentsController {
  constructor(
    private readonly uploads: DocumentUpload,
    private readonly documents: Documents,
    private readonly pages: DocumentList,
    private readonly wait: DocumentWait,
  ) {}

  @Post()
  @HttpCode(202)
  @UseInterceptors(UploadInterceptor)
  @ApiConsumes('application/json', 'multipart/form-data')
  @ApiSummary('Add a document', 'As JSON with a text or a `url`, or as multipart with a `file` and the same fields.')
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and body within 24 h make one document; once that is deleted they are 404.',
  })
  @ApiSuccess({ document: DocumentView }, { status: 202, description: 'Accepted; with `wait` ready or failed.' })
  @ApiErrors(
    'not_found',
    'unsupported_file_type',
    'payload_too_large',
    'invalid_multipart',
    'idempotency_mismatch',
    'outbound_blocked',
  )
  async create(
    @CurrentUser() user: Principal,
    @Body() dto: CreateDocumentDto,
    @Query() { wait }: WaitQueryDto,
    @Req() request: UploadRequest,
  ) {
    const key = idempotent(request, 'rag.documents');
    const { id, existing } = await this.uploads.add(user, dto, request.upload, key);
    const document = toDocumentView(await stillThere(key, this.wait.until(user, id, wait)));
    return { status: 'success' as const, document: existing ? { ...document, existing } : document };
  }

  @Get()
  @ApiSummary('List documents', 'Newest first.')
  @ApiList(DocumentView)
  async list(@CurrentUser() user: Principal, @Query() query: DocumentQueryDto) {
    return toListView(await this.pages.list(user, query, query), toDocumentView);
  }

  @Get(':id')
  @ApiSummary('One document')
  @ApiSuccess({ document: DocumentView })
  @ApiErrors('not_found')
  async get(@CurrentUser() user: Principal, @Param('id') id: string) {
    return { status: 'success' as const, document: toDocumentView(await this.documents.get(user, id)) };
  }

  @Patch(':id')
  @ApiSummary('Change a document', 'A new title is indexed; the old one is found until then.')
  @ApiSuccess({ document: DocumentView })
  @ApiErrors('not_found')
  async update(@CurrentUser() user: Principal, @Param('id') id: string, @Body() dto: UpdateDocumentDto) {
    const change = { title: dto.title, metadata: dto.metadata, collectionId: dto.collection_id };
    return { status: 'success' as const, document: toDocumentView(await this.documents.update(user, id, change)) };
  }

  @Delete(':id')
  @ApiSummary('Delete a document')
  @ApiSuccess()
  @ApiErrors('not_found')
  async remove(@CurrentUser() user: Principal, @Param('id') id: string) {
    await this.documents.remove(user, id);
    return { status: 'success' as const };
  }

  @Get(':id/chunks')
  @ApiSummary('The passages of a document', 'In the order of the text.')
  @ApiList(ChunkView)
  @ApiErrors('not_found')
  async chunks(@CurrentUser() user: Principal, @Param('id') id: string, @Query() query: PageQueryDto) {
    return toListView(await this.pages.chunks(user, id, query), toChunkView);
  }

  @Get(':id/file')
  @ApiSummary('Download a document', 'The bytes as they were sent, always as an attachment.')
  @ApiResponse({ status: 200, content: { '*/*': { schema: { type: 'string', format: 'binary' } } } })
  @ApiErrors('not_found')
  async file(
    @CurrentUser() user: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const { content, ...file } = await this.documents.original(user, id);
    return sendDownload(response, file, content);
  }

  @Get(':id/text')
  @ApiSummary(
    'The text of a document',
    'As it was extracted: `start` and `end` of passages and citations count its UTF-16 units.',
  )
  @ApiResponse({ status: 200, content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiErrors('not_found')
  async text(
    @CurrentUser() user: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    return streamed(response, await this.documents.text(user, id), { type: 'text/plain; charset=utf-8' });
  }

  @Post(':id/reindex')
  @HttpCode(202)
  @ApiSummary('Index a document again', 'What is live stays so until the new is ready.')
  @ApiSuccess({ document: DocumentView }, { status: 202, description: 'Accepted.' })
  @ApiErrors('not_found')
  async reindex(@CurrentUser() user: Principal, @Param('id') id: string, @Query() { wait }: WaitQueryDto) {
    await this.documents.reindex(user, id);
    return { status: 'success' as const, document: toDocumentView(await this.wait.until(user, id, wait)) };
  }
}
