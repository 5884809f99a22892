namespace Scalewright;

/// <summary>Name of the active mutant. Only the <c>run</c> script compiles it, into its copy of the core.</summary>
internal static class Mutant
{
    public static string Name { get; set; } = "";

    public static bool Is(string name) => Name == name;
}
