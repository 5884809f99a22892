namespace Tool.Tests;

/// <summary>Runs the built tool as a user does: in a process of its own.</summary>
internal static class ToolRun
{
    /// <summary>The assembly with plugins of which each does one thing wrong.</summary>
    public static string Misbehaving { get; } = Path.Combine(AppContext.BaseDirectory, "Misbehaving.dll");

    /// <summary>The built tool.</summary>
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Scalewright.Tool.dll");

    public static ProgramResult Start(string folder, params string[] arguments) => Start(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs the tool with variables of its own; those that are empty count as not set.</summary>
    public static ProgramResult Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Command.Dotnet(folder, environment, [Assembly, .. arguments]);

    /// <summary>Runs the tool with streams as a shell sets them up.</summary>
    public static ProgramResult InShell(string folder, string arguments, string redirection) =>
        Command.Run("sh", folder, new Dictionary<string, string>(), "-c", $"exec dotnet '{Assembly}' {arguments} {redirection}");

    /// <summary>A file with one profile.</summary>
    public static string Profile(string plugin, string more = "") =>
        $"profiles:\n  - name: farm\n    plugin: {plugin}\n    count: 2\n{more}";
}
