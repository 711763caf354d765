// Takes the place of @vscode/native-watchdog, which ends an extension host whose parent is gone. The extension host
// checks for its parent by itself as well; the native module only helps where its event loop is blocked.
exports.start = () => {};
exports.exit = (code) => process.exit(code ?? 0);
