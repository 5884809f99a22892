namespace Scalewright.Generators.Plugins;

/// <summary>Exported plugin of a referenced assembly.</summary>
/// <param name="Registry">Full name of the assembly's registry class.</param>
public sealed record ReferenceModel(string Registry, string Type, string Name, string Version);
