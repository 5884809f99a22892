namespace Tests.Shared;

/// <summary>Programs that tests start by their names, and that a machine may lack.</summary>
public static class PathPrograms
{
    /// <summary>Whether a program is on the path.</summary>
    public static bool Has(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Join(folder, name)));

    /// <summary>Why a test is left out; null where all programs are on the path.</summary>
    public static string? Missing(params string[] names) => Array.Find(names, name => !Has(name)) is { } missing ? $"{missing} is not on the path" : null;
}
