namespace Scalewright.Generators.Plugins;

/// <summary>Exported plugin of a referenced assembly.</summary>
/// <param name="Registry">Full name of the assembly's registry class.</param>
/// <param name="Type">Full name of the plugin class.</param>
/// <param name="Name">Name of the plugin.</param>
/// <param name="Version">Version of the plugin.</param>
internal sealed record ReferenceModel(string Registry, string Type, string Name, string Version);
