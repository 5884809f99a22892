using System.Text.Json;

namespace Scalewright.Clusters.State;

/// <summary>What something that works on the cluster remembers, kept with what is wanted.</summary>
/// <param name="Name">Whose it is, as in <c>engine/my_domain</c>; a later one takes its place.</param>
/// <param name="Value">What it remembers.</param>
internal sealed record MemoryEntry(string Name, JsonElement Value);
