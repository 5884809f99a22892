namespace Scalewright.Experiments.Platforms;

/// <summary>A platform registered by an assembly.</summary>
/// <param name="Type">Value of <c>type</c> in the INI file.</param>
/// <param name="Create">Creates the platform.</param>
public sealed record PlatformEntry(string Type, Func<Platform> Create);
