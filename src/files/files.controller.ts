/** The routes of files. */
import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  type StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Principal } from '../common/owner.js';
import { NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { toListView } from '../http/pagination.js';
import { sendDownload } from './file-download.js';
import { FileView, toFileView } from './file.view.js';
import { Files } from './files.js';
import { uploadOf } from './upload-of.js';
import { UploadInterceptor, type UploadRequest } from './upload.interceptor.js';

@ApiTags('files')
@ApiBearerAuth()
@NeedsScope('files')
@Controller('api/files')
export class FilesController {
  constructor(private readonly files: Files) {}

  @Post()
  @UseInterceptors(UploadInterceptor)
  @ApiSummary('Upload a file', 'The kind is found from the content; the name is only kept for show.')
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
  })
  @ApiSuccess({ file: FileView }, { status: 201, description: 'The file.' })
  @ApiErrors('invalid_multipart', 'payload_too_large', 'unsupported_media_type', 'quota_exceeded', 'storage_full')
  async upload(@CurrentUser() user: Principal, @Req() request: UploadRequest) {
    return { status: 'success' as const, file: toFileView(await this.files.add(user, uploadOf(request))) };
  }

  @Get()
  @ApiSummary('List files', 'Newest first.')
  @ApiList(FileView)
  async list(@CurrentUser() user: Principal, @Query() { limit, cursor }: PageQueryDto) {
    return toListView(await this.files.list(user, limit, cursor), toFileView);
  }

  @Get(':id')
  @ApiSummary('One file')
  @ApiSuccess({ file: FileView })
  @ApiErrors('not_found')
  async get(@CurrentUser() user: Principal, @Param('id') id: string) {
    return { status: 'success' as const, file: toFileView(await this.files.get(user, id)) };
  }

  @Get(':id/content')
  @ApiSummary('Download a file', 'Always as an attachment.')
  @ApiResponse({ status: 200, content: { '*/*': { schema: { type: 'string', format: 'binary' } } } })
  @ApiErrors('not_found')
  async content(
    @CurrentUser() user: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const { file, content } = await this.files.open(user, id);
    return sendDownload(response, file, content);
  }

  @Delete(':id')
  @HttpCode(200)
  @ApiSummary('Delete a file', 'Its content goes with the last file that has it.')
  @ApiSuccess()
  @ApiErrors('not_found')
  async remove(@CurrentUser() user: Principal, @Param('id') id: string) {
    await this.files.remove(user, id);
    return { status: 'success' as const };
  }
}
