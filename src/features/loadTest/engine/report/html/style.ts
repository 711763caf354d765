/** The report's own style: nothing is loaded, colours follow the reader's system. */
export const style = `
:root { color-scheme: light dark; --back: #fff; --front: #1c2330; --faint: #5d6778; --line: #dfe3ea; --card: #f6f7f9;
  --good: #14713d; --bad: #b3261e; --c0: #1f5fbf; --c1: #b25a00; --c2: #b3261e; --c3: #6b4fbb; --c4: #14713d; }
@media (prefers-color-scheme: dark) { :root { --back: #14181f; --front: #e6e9ef; --faint: #9aa4b5; --line: #313846;
  --card: #1c222c; --good: #5fc98b; --bad: #ff8a80; --c0: #79aef5; --c1: #f0a860; --c2: #ff8a80; --c3: #b6a3f5; --c4: #5fc98b; } }
body { margin: 0 auto; max-width: 1360px; padding: 24px; background: var(--back); color: var(--front);
  font: 15px/1.5 system-ui, sans-serif; }
section + section { margin-top: 40px; } h1 { font-size: 22px; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 17px; margin: 32px 0 8px; }
.faint, figcaption, th, dt { color: var(--faint); } .good { color: var(--good); } .bad { color: var(--bad); }
.caution { border-left: 4px solid var(--bad); background: var(--card); padding: 8px 12px; margin: 12px 0; }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 16px 0; padding: 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 10px 14px; min-width: 120px; }
.tiles dt { font-size: 13px; } .tiles dd { margin: 0; font-size: 21px; font-variant-numeric: tabular-nums; }
.tiles small { display: block; font-size: 12px; color: var(--faint); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 16px; }
figure { margin: 0; } svg { width: 100%; height: auto; display: block; } svg text { font-size: 11px; fill: var(--faint); }
.grid { stroke: var(--line); fill: none; } .line { fill: none; stroke-width: 1.8; }
.line-0 { stroke: var(--c0); } .line-1 { stroke: var(--c1); stroke-dasharray: 6 3; } .line-2 { stroke: var(--c2); stroke-dasharray: 2 3; }
.line-3 { stroke: var(--c3); } .line-4 { stroke: var(--c4); stroke-dasharray: 8 3 2 3; }
.key::before { content: "■ "; } .key-0::before { color: var(--c0); } .key-1::before { color: var(--c1); }
.key-2::before { color: var(--c2); } .key-3::before { color: var(--c3); } .key-4::before { color: var(--c4); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 4px 12px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child, td.text { text-align: left; padding-left: 0; white-space: normal; overflow-wrap: anywhere; }
@media print { body { max-width: none; padding: 0; } }
`;
