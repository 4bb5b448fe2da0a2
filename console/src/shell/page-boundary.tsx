/** A page that fails to draw says so in its place; header, navigation, softphone and the call itself go on. */
import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';

interface Props {
  /** Another page is another try. */
  at: string;
  children: ReactNode;
}
interface State {
  failedAt: string | null;
}

export class PageBoundary extends Component<Props, State> {
  override state: State = { failedAt: null };

  static getDerivedStateFromError(): Partial<State> {
    return { failedAt: '' };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    if (state.failedAt === '') return { failedAt: props.at };
    return state.failedAt !== null && state.failedAt !== props.at ? { failedAt: null } : null;
  }

  override render(): ReactNode {
    if (this.state.failedAt === null) return this.props.children;
    return (
      <div className="s-page">
        <h1>This page could not be shown</h1>
        <p role="alert">
          We don't know why yet. What you wrote is kept, and a call goes on. Reload the page; if it stays,
          tell your admin which page it was.
        </p>
        <Button onClick={() => window.location.reload()}>Reload</Button>
      </div>
    );
  }
}
