namespace Tests.Shared;

public static class PathPrograms
{
    public static bool Has(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Join(folder, name)));

    /// <summary>Returns the reason to skip a test.</summary>
    public static string? Missing(params string[] names) =>
        Array.Find(names, name => !Has(name)) is { } missing ? $"{missing} is not on the path" : null;
}
