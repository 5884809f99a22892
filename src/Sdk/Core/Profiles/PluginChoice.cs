namespace Scalewright.Profiles;

/// <summary>Which plugin expands a profile.</summary>
/// <param name="Name">The plugin's name, as in <c>wind_turbine</c>.</param>
/// <param name="Version">An exact version as registered, or <c>latest</c>: the highest by numeric parts.</param>
public sealed record PluginChoice(string Name, string Version = PluginChoice.Latest)
{
    /// <summary>The version that stands for the highest one.</summary>
    public const string Latest = "latest";

    /// <summary>The plugin of a profile that names none in code: <c>builtin</c>.</summary>
    public static PluginChoice Builtin { get; } = new("builtin");

    /// <summary><c>name</c> or <c>name@version</c>.</summary>
    public override string ToString() => Version == Latest ? Name : $"{Name}@{Version}";
}
