namespace Scalewright.Providers.Containers.Client;

/// <summary>Volume as an engine lists it.</summary>
/// <param name="Name">Name, unique on the engine.</param>
/// <param name="Labels">The labels, which never change.</param>
internal sealed record EngineVolume(string Name, IReadOnlyDictionary<string, string> Labels);
