namespace Scalewright;

/// <summary>Only the build of <c>run</c> compiles it, into its copy of the core.</summary>
internal static class Mutant
{
    public static string Name { get; set; } = "";

    public static bool Is(string name) => Name == name;
}
