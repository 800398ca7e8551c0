import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../common/owner.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { toListView } from '../http/pagination.js';
import { toDone } from './accounts/done.view.js';
import { ChangeApiKeyDto } from './change-api-key.dto.js';
import { CreateApiKeyDto } from './create-api-key.dto.js';
import { ApiKeyView, toApiKeyView, toNewApiKeyView } from './keys/api-key.view.js';
import { ApiKeys } from './keys/api-keys.js';

@ApiTags('auth')
@Controller('api/auth/keys')
export class KeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  @ApiSummary('List my API keys, newest first')
  @ApiList(ApiKeyView)
  async list(@CurrentUser() caller: Principal, @Query() page: PageQueryDto) {
    return toListView(await this.keys.list(caller, page), toApiKeyView);
  }

  @Post()
  @ApiSummary('Make an API key', 'Its secret is in this answer and nowhere else, ever again.')
  @ApiSuccess({ api_key: ApiKeyView, key: { type: 'string' } }, { status: 201 })
  @ApiErrors('forbidden', 'conflict')
  async create(@CurrentUser() caller: Principal, @Body() { expires_at: expiresAt, ...body }: CreateApiKeyDto) {
    return toNewApiKeyView(await this.keys.create(caller, { ...body, expiresAt }));
  }

  @Patch(':id')
  @ApiSummary('Rename an API key or change its budgets', 'At once; what was used today and this month counts.')
  @ApiSuccess({ api_key: ApiKeyView })
  @ApiErrors('not_found')
  async change(@CurrentUser() caller: Principal, @Param('id') id: string, @Body() body: ChangeApiKeyDto) {
    return { status: 'success' as const, api_key: toApiKeyView(await this.keys.change(caller, id, body)) };
  }

  @Delete(':id')
  @ApiSummary('End an API key')
  @ApiSuccess()
  @ApiErrors('not_found')
  delete(@CurrentUser() caller: Principal, @Param('id') id: string) {
    return toDone(this.keys.delete(caller, id));
  }
}
