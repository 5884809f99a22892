using Scalewright.Providers.Minimega;

namespace Loopback.Minimega.Commands;

/// <summary>Runs a command.</summary>
/// <returns>The host's answer.</returns>
internal delegate MinimegaEntry CommandHandler(CommandCall call);
