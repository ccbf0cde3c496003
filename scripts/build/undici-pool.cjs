// The part of undici that API calls need. Module executables are bundled with this in place of the whole library,
// which is four times as large and would have to be read at every start.
const Dispatcher = require("undici/lib/dispatcher/dispatcher.js");

// undici's own index mixes its calls into the dispatchers in the same way.
Dispatcher.prototype.request = require("undici/lib/api/api-request.js");

module.exports = {
  Pool: require("undici/lib/dispatcher/pool.js"),
  buildConnector: require("undici/lib/core/connect.js"),
};
