namespace Scalewright.Profiles;

/// <summary>Plugin that expands a profile.</summary>
/// <param name="Name">Name of the plugin, for example <c>wind_turbine</c>.</param>
/// <param name="Version">An exact registered version, or <c>latest</c>: the highest by numeric parts.</param>
public sealed record PluginReference(string Name, string Version = PluginReference.Latest)
{
    /// <summary>Version text for the highest version.</summary>
    public const string Latest = "latest";

    /// <summary>Plugin of a profile that specifies none in code: <c>builtin</c>.</summary>
    public static PluginReference BuiltIn { get; } = new("builtin");

    /// <summary>Returns <c>name</c> or <c>name@version</c>.</summary>
    public override string ToString() => Version == Latest ? Name : $"{Name}@{Version}";
}
