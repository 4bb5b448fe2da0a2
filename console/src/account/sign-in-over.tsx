/** The sign-in that lies over the page when it expired: what was written, and the call, stay. */

import { useSession } from '../api/session.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignInOver() {
  const { me } = useSession();
  return (
    <Dialog
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Sign in again"
    >
      <p className="b-dim account-kept">
        Your sign-in ended. What you wrote is kept on this page, and a call goes on.
      </p>
      <SignInForm email={me?.email ?? ''} />
    </Dialog>
  );
}
