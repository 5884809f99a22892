namespace Loopback.Minimega.Commands;

/// <param name="Entries">Null for blank lines.</param>
internal sealed record Outcome(ValueList<MinimegaEntry>? Entries, RenderOptions Options);
