namespace Scalewright.Generators.Plugins;

/// <summary>One plugin of a referenced assembly, as its export says.</summary>
/// <param name="Registry">Full name of the assembly's registry class.</param>
/// <param name="Type">Full name of the plugin class.</param>
/// <param name="Name">The plugin's name.</param>
/// <param name="Version">The plugin's version.</param>
public sealed record ReferenceModel(string Registry, string Type, string Name, string Version);
