namespace Scalewright;

/// <summary>Selects the mutant of the core that this process is. Only the build of <c>run</c> compiles it, into its copy of the core.</summary>
internal static class Mutant
{
    /// <summary>Name of the mutant; empty: none, and the core is as it is.</summary>
    public static string Name { get; set; } = "";

    public static bool Is(string name) => Name == name;
}
