namespace Scalewright.Experiments.Platforms;

/// <summary>Makes a sealed class that derives from <see cref="Platform"/> and has a constructor without parameters known to the program, found when it is compiled.</summary>
/// <param name="type">What stands behind <c>type</c> in the INI file: the same word as <see cref="Platform.Type"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PlatformAttribute(string type) : Attribute
{
    /// <summary>What stands behind <c>type</c> in the INI file.</summary>
    public string Type => type;
}
