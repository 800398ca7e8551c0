/** The routes of collections. */
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { toListView } from '../../http/pagination.js';
import { Documents } from '../documents/documents.js';
import { CreateCollectionDto, UpdateCollectionDto } from './collection.dto.js';
import { CollectionView, toCollectionView } from './collection.view.js';
import { Collections } from './collections.js';

@ApiTags('documents')
@ApiBearerAuth()
@NeedsScope('documents')
@Controller('api/rag/collections')
export class CollectionsController {
  constructor(
    private readonly collections: Collections,
    private readonly documents: Documents,
  ) {}

  @Post()
  @ApiSummary('Make a collection')
  @ApiSuccess({ collection: CollectionView }, { status: 201, description: 'The collection.' })
  @ApiErrors('conflict', 'quota_exceeded')
  async create(@CurrentUser() user: Principal, @Body() dto: CreateCollectionDto) {
    return { status: 'success' as const, collection: toCollectionView(await this.collections.create(user, dto)) };
  }

  @Get()
  @ApiSummary('List collections', 'Newest first.')
  @ApiList(CollectionView)
  async list(@CurrentUser() user: Principal, @Query() { limit, cursor }: PageQueryDto) {
    return toListView(await this.collections.list(user, limit, cursor), toCollectionView);
  }

  @Get(':id')
  @ApiSummary('One collection')
  @ApiSuccess({ collection: CollectionView })
  @ApiErrors('not_found')
  async get(@CurrentUser() user: Principal, @Param('id') id: string) {
    return { status: 'success' as const, collection: toCollectionView(await this.collections.get(user, id)) };
  }

  @Patch(':id')
  @ApiSummary('Rename or describe a collection')
  @ApiSuccess({ collection: CollectionView })
  @ApiErrors('not_found', 'conflict')
  async update(@CurrentUser() user: Principal, @Param('id') id: string, @Body() dto: UpdateCollectionDto) {
    return { status: 'success' as const, collection: toCollectionView(await this.collections.update(user, id, dto)) };
  }

  @Delete(':id')
  @ApiSummary('Delete a collection', 'Its documents go with it.')
  @ApiSuccess()
  @ApiErrors('not_found')
  async remove(@CurrentUser() user: Principal, @Param('id') id: string) {
    await this.documents.removeCollection(user, id);
    return { status: 'success' as const };
  }
}
