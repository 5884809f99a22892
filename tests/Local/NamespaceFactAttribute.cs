namespace Local.Tests;

/// <summary>A test that needs network namespaces: skipped, visibly, where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NamespaceFactAttribute : FactAttribute
{
    /// <summary>What tests share that look at all links of this machine, or make nodes of equal ids by equal seeds: they run in turn.</summary>
    public const string Turns = "files of this machine";

    /// <summary>Such a test.</summary>
    /// <param name="program">A program of the path that it needs besides; empty: none.</param>
    public NamespaceFactAttribute(string program = "")
    {
        Program = program;
        Skip = LocalFolder.MissingReason ?? (program.Length == 0 || IsInstalled(program) ? null : $"{program} is not installed");
    }

    public string Program { get; }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Join(folder, program)));
}
