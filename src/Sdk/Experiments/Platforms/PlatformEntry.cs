namespace Scalewright.Experiments.Platforms;

/// <summary>A platform of an assembly.</summary>
/// <param name="Type">What stands behind <c>type</c> in the INI file.</param>
/// <param name="Create">Makes it.</param>
public sealed record PlatformEntry(string Type, Func<Platform> Create);
