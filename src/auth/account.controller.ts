import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../common/owner.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { ChangePasswordDto, DeleteAccountDto } from './account.dto.js';
import { AccountRemoval } from './accounts/account-removal.js';
import { Accounts } from './accounts/accounts.js';
import { toDone } from './accounts/done.view.js';
import { PasswordChange } from './accounts/password-change.js';
import { PasswordProof } from './accounts/password-proof.js';
import { toUserView, UserView } from './accounts/user.view.js';
import { AnyScope } from './credentials/any-scope.decorator.js';

@ApiTags('auth')
@Controller('api/auth')
export class AccountController {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwordChange: PasswordChange,
    private readonly proof: PasswordProof,
    private readonly removal: AccountRemoval,
  ) {}

  @AnyScope()
  @Get('me')
  @ApiSummary('Who am I?', 'API keys may ask too, whatever their scopes.')
  @ApiSuccess({ user: UserView })
  async me(@CurrentUser() caller: Principal) {
    return { status: 'success', user: toUserView(await this.accounts.byId(caller.userId)) };
  }

  @HttpCode(200)
  @Post('password')
  @ApiSummary('Change the password; all other sign-ins end')
  @ApiSuccess()
  @ApiErrors('invalid_credentials', 'weak_password', 'login_throttled')
  changePassword(@CurrentUser() caller: Principal, @Body() body: ChangePasswordDto) {
    return toDone(this.passwordChange.change(caller, body.toRequest()));
  }

  @Delete('me')
  @ApiSummary('Delete the account and everything it owns')
  @ApiSuccess()
  @ApiErrors('invalid_credentials', 'last_admin', 'login_throttled')
  deleteMe(@CurrentUser() caller: Principal, @Body() { password }: DeleteAccountDto) {
    return toDone(this.proof.check(caller, password).then(() => this.removal.remove(caller)));
  }
}
