using Scalewright.Tool;

namespace Tool.Tests;

/// <summary>Runs the built tool in this process, or in a process of its own as a user does.</summary>
internal static class ToolRun
{
    // Plugins cannot be unloaded, and child processes start with the command line of this process.
    private static readonly string[] OfProcess = ["--executor", "--isolate", "--plugins"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // The working folder belongs to the process, so only one run is allowed at a time.
    private static readonly Lock WorkingFolder = new();

    public static string Misbehaving { get; } = Path.Combine(AppContext.BaseDirectory, "Outside.dll");

    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "Scalewright.Tool.dll");

    public static ProgramResult Start(string folder, params string[] arguments) =>
        Start(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs the tool with these environment variables; an empty value counts as not set.</summary>
    public static ProgramResult Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(folder, TimeProvider.System, environment, arguments);

    /// <summary>Runs the tool with a clock, or in a process of its own if an option requires that.</summary>
    public static ProgramResult Start(
        string folder,
        TimeProvider clock,
        IReadOnlyDictionary<string, string> environment,
        params string[] arguments
    ) => Start(folder, clock, environment, terminal: null, answers: null, arguments);

    /// <summary>Runs the tool with a terminal that answers its question.</summary>
    /// <param name="answer">Called when the tool asks, in the working folder of the run. It must not run the tool.</param>
    public static ProgramResult StartWithAnswer(string folder, TimeProvider clock, Func<Task<string?>> answer, params string[] arguments) =>
        Start(folder, clock, new Dictionary<string, string>(), terminal: null, _ => answer(), arguments);

    /// <summary>Runs the tool with a terminal for its progress only, and returns what it wrote there.</summary>
    public static (ProgramResult Result, string Progress) StartWithProgress(string folder, TimeProvider clock, params string[] arguments)
    {
        using StringWriter terminal = new(CultureInfo.InvariantCulture);
        ProgramResult result = Start(folder, clock, new Dictionary<string, string>(), terminal, answers: null, arguments);
        return (result, terminal.ToString());
    }

    private static ProgramResult Start(
        string folder,
        TimeProvider clock,
        IReadOnlyDictionary<string, string> environment,
        TextWriter? terminal,
        Func<CancellationToken, Task<string?>>? answers,
        string[] arguments
    )
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
            Terminal = terminal,
            Answers = answers,
            Variable = name => environment.TryGetValue(name, out string? value) ? value : Environment.GetEnvironmentVariable(name),
            Clock = clock,
        };
        lock (WorkingFolder)
        {
            string before = Directory.GetCurrentDirectory();
            Directory.SetCurrentDirectory(folder);
            try
            {
                VerbCompletion end = Task.Run(() => CommandLine.RunAsync(arguments, own, CancellationToken.None))
                    .WaitAsync(Patience)
                    .GetAwaiter()
                    .GetResult();
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

    public static ProgramResult StartProcess(string folder, params string[] arguments) =>
        StartProcess(folder, new Dictionary<string, string>(), arguments);

    public static ProgramResult StartProcess(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Command.Dotnet(folder, environment, [Assembly, .. arguments]);

    /// <summary>Runs the tool under script(1) of util-linux, which makes all streams a terminal.</summary>
    /// <param name="keys">Typed keys, in the notation of printf(1).</param>
    public static ProgramResult AtTerminal(string folder, string keys, params string[] arguments) =>
        AtTerminal(folder, new Dictionary<string, string>(), keys, arguments);

    public static ProgramResult AtTerminal(
        string folder,
        IReadOnlyDictionary<string, string> environment,
        string keys,
        params string[] arguments
    ) =>
        Command.Run(
            "sh",
            folder,
            new Dictionary<string, string>(environment) { ["TERM"] = "xterm" },
            "-c",
            $"printf '{keys}' | script -qec \"dotnet '{Assembly}' {string.Join(' ', arguments)}\" /dev/null"
        );

    /// <summary>Runs the tool in a terminal of this width, and returns what it shows.</summary>
    public static string AtTerminalOf(int columns, string folder, string arguments) =>
        Command
            .Run(
                "sh",
                folder,
                new Dictionary<string, string> { ["TERM"] = "xterm" },
                "-c",
                $"script -qec \"stty cols {columns} rows 50; exec dotnet '{Assembly}' {arguments}\" /dev/null < /dev/null"
            )
            .Output;

    public static ProgramResult InShell(string folder, string arguments, string redirection) =>
        Command.Run("sh", folder, new Dictionary<string, string>(), "-c", $"exec dotnet '{Assembly}' {arguments} {redirection}");

    public static string Profile(string plugin, string more = "") =>
        $"profiles:\n  - name: farm\n    plugin: {plugin}\n    count: 2\n{more}";
}
