import { Body, Controller, Delete, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AdminOnly, NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { toListView } from '../http/pagination.js';
import { AccountRemoval } from './accounts/account-removal.js';
import { Accounts } from './accounts/accounts.js';
import { toDone } from './accounts/done.view.js';
import { UserAdministration } from './accounts/user-administration.js';
import { ManagedUserView, toManagedUserView } from './accounts/user.view.js';
import { ChangeUserDto } from './change-user.dto.js';

@ApiTags('admin')
@AdminOnly()
@NeedsScope('admin')
@Controller('api/admin/users')
export class AdminUsersController {
  constructor(
    private readonly accounts: Accounts,
    private readonly administration: UserAdministration,
    private readonly removal: AccountRemoval,
  ) {}

  @Get()
  @ApiSummary('List accounts, oldest first')
  @ApiList(ManagedUserView)
  async list(@Query() page: PageQueryDto) {
    return toListView(await this.accounts.list(page), toManagedUserView);
  }

  @Get(':id')
  @ApiSummary('One account')
  @ApiSuccess({ user: ManagedUserView })
  @ApiErrors('not_found')
  async get(@Param('id') id: string) {
    return { status: 'success', user: toManagedUserView(await this.accounts.byId(id)) };
  }

  @Patch(':id')
  @ApiSummary('Change role, disabling or limits', 'Disabling ends every sign-in; API keys rest while it lasts.')
  @ApiSuccess({ user: ManagedUserView })
  @ApiErrors('not_found', 'last_admin')
  async change(@Param('id') id: string, @Body() body: ChangeUserDto) {
    return { status: 'success', user: toManagedUserView(await this.administration.change(id, body.toChange())) };
  }

  @Delete(':id')
  @ApiSummary('Delete an account and everything it owns')
  @ApiSuccess()
  @ApiErrors('not_found', 'last_admin')
  delete(@Param('id') userId: string) {
    return toDone(this.removal.remove({ userId }));
  }
}
