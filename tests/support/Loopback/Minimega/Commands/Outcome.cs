using Scalewright.Providers.Minimega;

namespace Loopback.Minimega.Commands;

/// <summary>What a command gave.</summary>
/// <param name="Entries">The answer; null for blank lines.</param>
/// <param name="Options">How it is printed.</param>
internal sealed record Outcome(ValueList<MinimegaEntry>? Entries, RenderOptions Options);
