import type { ReactNode, Ref } from 'react';
import { Failure } from '../ui/parts.tsx';

/** A form of the settings: what went wrong stands above its fields. The browser judges none of them; their own words do. */
export function SettingsForm({
  error,
  onSave,
  children,
  ...rest
}: {
  error: unknown;
  onSave: () => void;
  children: ReactNode;
  ref?: Ref<HTMLFormElement>;
  'aria-label'?: string;
}) {
  return (
    <form
      {...rest}
      className="settings-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      {error === null ? null : <Failure error={error} />}
      {children}
    </form>
  );
}
