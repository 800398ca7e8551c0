export class TokensView {
  prompt: number;
  completion: number;
  total: number;
}
