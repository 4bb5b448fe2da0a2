/** Whether sound may pass by Baton while two people talk, and what is given up for it. */
import { Checkbox } from '@mantine/core';

const GIVES_UP =
  'While two people talk and nothing else is wanted of their sound. Both far ends need this, and must reach each other. Then Baton hears no keys (9 to opt out) and measures nothing.';
const ENCRYPTED = 'Encrypted sound always passes through Baton.';

export function DirectSound({
  value,
  isEncrypted,
  onChange,
}: {
  value: boolean;
  isEncrypted: boolean;
  onChange: (next: boolean) => void;
}) {
  return (
    <Checkbox
      label="Let sound go directly to the other telephone"
      description={isEncrypted ? ENCRYPTED : GIVES_UP}
      checked={value && !isEncrypted}
      disabled={isEncrypted}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
