/** What a machine answers: its next state and the orders to give, in order. It performs none of them. */
export interface Step<State, Action> {
  state: State;
  actions: readonly Action[];
}

export function stay<State>(state: State): Step<State, never> {
  return { state, actions: [] };
}

export function go<State, Action>(state: State, ...actions: Action[]): Step<State, Action> {
  return { state, actions };
}
