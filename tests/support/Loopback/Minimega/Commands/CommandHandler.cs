namespace Loopback.Minimega.Commands;

internal delegate MinimegaEntry CommandHandler(CommandCall call);
