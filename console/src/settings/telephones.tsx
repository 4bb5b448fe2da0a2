/** Telephones: carriers, the numbers they bring and who answers them, agents' desk phones, and what a lead's voicemail is told. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { Failure, Loading } from '../ui/parts.tsx';
import { Carriers } from './telephones-carriers.tsx';
import { Destinations } from './telephones-destinations.tsx';
import { Numbers } from './telephones-numbers.tsx';
import { DeskPhones } from './telephones-phones.tsx';
import { Voicemail } from './telephones-voicemail.tsx';

/** Registrations and health change by themselves. */
const LOOK_MS = 5_000;

export function Telephones() {
  const trunks = useQuery({
    queryKey: ['sipTrunks'],
    queryFn: () => call('sipTrunks'),
    refetchInterval: LOOK_MS,
  });
  const numbers = useQuery({
    queryKey: ['sipNumbers'],
    queryFn: () => call('sipNumbers'),
    refetchInterval: LOOK_MS,
  });
  const phones = useQuery({
    queryKey: ['sipPhones'],
    queryFn: () => call('sipPhones'),
    refetchInterval: LOOK_MS,
  });
  const all = [trunks, numbers, phones];
  const failed = all.find((one) => one.isError);
  const reload = (): void => {
    for (const one of all) void one.refetch();
  };
  return (
    <>
      <header className="s-head">
        <h1>Telephones</h1>
      </header>
      {trunks.data?.listening === false ? (
        <p className="tel-off" role="note">
          SIP is off: nothing rings and no call comes in. Set BATON_SIP_PORT and start again. What you enter
          here is kept.
        </p>
      ) : null}
      {all.some((one) => one.isPending) ? <Loading /> : null}
      {failed === undefined ? null : <Failure error={failed.error} onRetry={reload} />}
      {trunks.isSuccess && numbers.isSuccess && phones.isSuccess ? (
        <>
          <Carriers trunks={trunks.data.trunks} onChanged={reload} />
          <Numbers {...numbers.data} trunks={trunks.data.trunks} onChanged={reload} />
          <DeskPhones phones={phones.data.phones} onChanged={reload} />
          <Destinations />
          <Voicemail />
        </>
      ) : null}
    </>
  );
}
