import { hrefOf } from '../state/route.js';

export function Welcome() {
  return (
    <div class="welcome">
      <h1>What would you like to know?</h1>
      <p class="quiet">
        Ask anything. Answers use what you have added to <a href={hrefOf('documents')}>Documents</a> and cite it, and
        remember what you said before.
      </p>
    </div>
  );
}
