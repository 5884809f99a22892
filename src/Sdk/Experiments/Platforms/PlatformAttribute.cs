namespace Scalewright.Experiments.Platforms;

/// <summary>Registers a sealed <see cref="Platform"/> with a parameterless constructor at compile time.</summary>
/// <param name="type">Value of <c>type</c> in the INI file, equal to <see cref="Platform.Type"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PlatformAttribute(string type) : Attribute
{
    /// <summary>Value of <c>type</c> in the INI file.</summary>
    public string Type => type;
}
