using Scalewright.Tool;

namespace Tool.Tests;

/// <summary>Runs the built tool: in this process, or as a user does in a process of its own.</summary>
internal static class ToolRun
{
    // Plugins stay in the process that loads them, and other processes are started by the words that started this one.
    private static readonly string[] OfProcess = ["--isolate", "--plugins", "--sweep"];

    // As long as a program has.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // The working folder is the process's: one run of the tool at a time.
    private static readonly Lock WorkingFolder = new();

    /// <summary>The assembly with plugins of which each does one thing wrong.</summary>
    public static string Misbehaving { get; } = Path.Combine(AppContext.BaseDirectory, "Misbehaving.dll");

    /// <summary>The built tool.</summary>
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Scalewright.Tool.dll");

    public static ProgramResult Start(string folder, params string[] arguments) => Start(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs the tool with variables of its own; those that are empty count as not set.</summary>
    public static ProgramResult Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(folder, TimeProvider.System, environment, arguments);

    /// <summary>Runs the tool by a clock. What cannot be in this process is in one of its own.</summary>
    public static ProgramResult Start(string folder, TimeProvider clock, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        if (arguments.Intersect(OfProcess, StringComparer.Ordinal).Any())
        {
            return StartProcess(folder, environment, arguments);
        }

        using StringWriter output = new(CultureInfo.InvariantCulture);
        using StringWriter errors = new(CultureInfo.InvariantCulture);
        ToolEnvironment own = new()
        {
            Output = () => output,
            Errors = () => errors,
            Variable = name => environment.TryGetValue(name, out string? value) ? value : Environment.GetEnvironmentVariable(name),
            Clock = clock,
        };
        lock (WorkingFolder)
        {
            string before = Directory.GetCurrentDirectory();
            Directory.SetCurrentDirectory(folder);
            try
            {
                VerbEnd end = Task.Run(() => CommandLine.RunAsync(arguments, own, CancellationToken.None)).WaitAsync(Patience).GetAwaiter().GetResult();
                (string last, string lastErrors) = end.Print(end.Report.ExitCode);
                output.Write(last);
                errors.Write(lastErrors);
                return new ProgramResult((int)end.Report.ExitCode, output.ToString().TrimEnd(), errors.ToString().TrimEnd());
            }
            finally
            {
                Directory.SetCurrentDirectory(before);
            }
        }
    }

    /// <summary>Runs the tool in a process of its own.</summary>
    public static ProgramResult StartProcess(string folder, params string[] arguments) => StartProcess(folder, new Dictionary<string, string>(), arguments);

    /// <inheritdoc cref="StartProcess(string, string[])"/>
    public static ProgramResult StartProcess(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Command.Dotnet(folder, environment, [Assembly, .. arguments]);

    /// <summary>Runs the tool with streams as a shell sets them up.</summary>
    public static ProgramResult InShell(string folder, string arguments, string redirection) =>
        Command.Run("sh", folder, new Dictionary<string, string>(), "-c", $"exec dotnet '{Assembly}' {arguments} {redirection}");

    /// <summary>A file with one profile.</summary>
    public static string Profile(string plugin, string more = "") =>
        $"profiles:\n  - name: farm\n    plugin: {plugin}\n    count: 2\n{more}";
}
