/** The widget's look: ink on paper in light and dark, 44 px targets, no motion for those who want none. */
export const styles = `
:host { all: initial; --page:#fff; --text:#16191d; --soft:#454d56; --edge:#7c858f; --line:#d7dce0; --ink:#1c2126; --on:#fff; --bubble:#e1e5e8; --bad:#ad231b }
@media (prefers-color-scheme: dark) { :host { --page:#171b1f; --text:#e8ebee; --soft:#b6bec7; --edge:#737d88; --line:#2b323a; --ink:#e8ebee; --on:#101316; --bubble:#2b323a; --bad:#ff9f97 } }
* { box-sizing: border-box; font: 400 15px/22px system-ui, -apple-system, 'Segoe UI', sans-serif; color: var(--text) }
[hidden] { display: none !important }
:focus-visible { outline: 2px solid var(--text); outline-offset: 2px }
.open { position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; min-height: 48px; padding: 0 24px; border: 0; border-radius: 24px; background: var(--ink); color: var(--on); font-weight: 600; cursor: pointer; box-shadow: 0 4px 16px rgb(0 0 0 / 24%) }
.panel { position: fixed; right: 16px; bottom: 16px; z-index: 2147483000; display: flex; flex-direction: column; width: 360px; height: min(560px, calc(100vh - 32px)); background: var(--page); border: 1px solid var(--line); border-radius: 14px; overflow: hidden; box-shadow: 0 12px 40px rgb(0 0 0 / 24%) }
header { display: flex; align-items: center; justify-content: space-between; padding: 4px 4px 4px 16px; border-bottom: 1px solid var(--line) }
h2 { margin: 0; font-weight: 600 }
.close { width: 44px; height: 44px; border: 0; background: none; font-size: 24px; cursor: pointer }
.body { flex: 1; min-height: 0; display: flex; flex-direction: column }
form { display: grid; gap: 12px; padding: 16px; overflow-y: auto }
.row { display: grid; gap: 4px }
.row label { font-weight: 500 }
input:not([type=checkbox]), textarea { width: 100%; min-height: 44px; padding: 10px 12px; border: 1px solid var(--edge); border-radius: 8px; background: var(--page); font-size: 16px }
textarea { resize: none; field-sizing: content; max-height: 120px }
::placeholder { color: var(--soft); opacity: 1 }
.agree { display: grid; grid-template-columns: 24px 1fr; gap: 8px; font-size: 13px; line-height: 18px; color: var(--soft) }
.agree span, .agree a { font-size: 13px; line-height: 18px; color: var(--soft) }
.agree a { color: var(--text) }
.agree input { width: 20px; height: 20px; margin: 0; accent-color: var(--ink) }
.bad { margin: 0; font-size: 13px; line-height: 18px; color: var(--bad) }
.bad:empty, .link:empty { display: none }
.send { min-height: 44px; padding: 0 16px; border: 0; border-radius: 8px; background: var(--ink); color: var(--on); font-weight: 600; cursor: pointer }
.log { flex: 1; min-height: 0; overflow-y: auto; display: flex; flex-direction: column; gap: 6px; padding: 16px }
.say { margin: 0; max-width: 84%; padding: 8px 12px; border-radius: 14px; background: var(--bubble); white-space: pre-wrap; overflow-wrap: anywhere; align-self: flex-start }
.say.visitor { align-self: flex-end; background: var(--ink); color: var(--on) }
.link { margin: 0; padding: 6px 16px; font-size: 13px; color: var(--soft) }
.compose { grid-template-columns: 1fr auto; align-items: end; gap: 8px; padding: 12px; border-top: 1px solid var(--line) }
.dots { margin: 0; padding: 12px; display: flex; gap: 5px; align-self: flex-start; border-radius: 14px; background: var(--bubble) }
.dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); animation: dot 1s infinite alternate }
.dots i:nth-of-type(2) { animation-delay: .2s } .dots i:nth-of-type(3) { animation-delay: .4s }
@keyframes dot { from { opacity: .3 } }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
@media (max-width: 480px) { .panel { right: 0; bottom: 0; width: 100%; height: 100%; border: 0; border-radius: 0 } }
@media (prefers-reduced-motion: reduce) { .dots i { animation: none } }
`;
