/** A modal that exists only while it is open: it takes the focus, and gives it back to what opened it. */
import { Modal, type ModalProps } from '@mantine/core';
import { useEffect, useRef } from 'react';

export function Dialog(props: Omit<ModalProps, 'opened'>) {
  const opener = useRef(document.activeElement);
  useEffect(() => {
    const from = opener.current;
    return () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus();
    };
  }, []);
  return <Modal opened returnFocus={false} {...props} />;
}
