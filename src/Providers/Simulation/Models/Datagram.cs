namespace Scalewright.Providers.Simulation.Models;

/// <summary>A message between two hosts that may be lost, doubled or overtaken.</summary>
/// <param name="From">The sender's name.</param>
/// <param name="To">The receiver's name.</param>
/// <param name="Payload">The content; not copied, so leave it as it is.</param>
internal sealed record Datagram(string From, string To, ReadOnlyMemory<byte> Payload);
