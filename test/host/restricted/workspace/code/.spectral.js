require("node:fs").writeFileSync(require("node:path").join(__dirname, "executed"), "");
module.exports = { extends: ["spectral:oas"] };
