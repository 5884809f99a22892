using System.CommandLine;
using System.ComponentModel;
using Scalewright.Explorations;
using Scalewright.Recording;
using Scalewright.Tool.Output;
using Scalewright.Tool.Serving;
using Scalewright.Traces;

namespace Scalewright.Tool;

/// <summary><c>scalewright trace serve FILE --tests TESTS [--port N]</c>.</summary>
internal static class TraceServeVerb
{
    private const string TestsAdvice = "name the built assembly of the test, for example bin/Debug/net10.0/ShopTests.dll";

    // Time for one run with the start of its process.
    private static readonly TimeSpan RunTimeout = TimeSpan.FromMinutes(5);

    public static Command Create(VerbContext context)
    {
        Argument<string> file = new("FILE") { Description = "Trace file (.swtrace) or HTML page with a trace.", HelpName = "FILE" };
        file.CompletionSources.Add(completion =>
            PathCompletion.Find(completion.WordToComplete, file => file.Extension is ".swtrace" or ".html")
        );
        Option<string> tests = new("--tests")
        {
            Description = "Built assembly with the test, for example bin/Debug/net10.0/ShopTests.dll.",
            HelpName = "TESTS",
            Required = true,
        };
        tests.CompletionSources.Add(completion => PathCompletion.Find(completion.WordToComplete, file => file.Extension is ".dll"));
        Option<long> port = new("--port")
        {
            Description = "Port on this machine; default a free one.",
            HelpName = "N",
            CustomParser = argument => IntegerArgument.Read(argument, 0, ushort.MaxValue),
        };
        Command verb = new("serve", "Show the page of a failed test, and run the test again with other faults.") { file, tests, port };
        context.SetAction(verb, (result, cancellationToken) =>
            ServeAsync(
                result.GetRequiredValue(file),
                result.GetRequiredValue(tests),
                (int)result.GetValue(port),
                result.GetValue(context.Json),
                context.Environment,
                cancellationToken
            )
        );
        return verb;
    }

    private static async Task<VerbReport> ServeAsync(
        string path,
        string tests,
        int port,
        bool isJson,
        ToolEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        RunTraceReadResult read = await RunTraceReader.ReadAsync(path, cancellationToken);
        if (read.Runs.Count == 0)
        {
            return VerbReport.From(read.Problems);
        }

        RunHeader header = read.Runs[0].Header;
        Problem[] problems = [.. read.Problems, .. FindProblems(path, header), .. FindProblems(tests)];
        VerbReport warnings = VerbReport.From(problems);
        if (warnings.ExitCode != ExitCode.Done)
        {
            return warnings;
        }

        PageServerOptions options = new("trace", $"{header.Test} {header.Replay}") { Port = port, Clock = environment.Clock };
        (PageServer? started, Problem? unavailable) = await StartAsync(options, cancellationToken);
        if (started is null)
        {
            return VerbReport.From(unavailable!).After(warnings);
        }

        await using PageServer server = started;
        string file = Path.GetFullPath(tests);
        ChangedRuns changed = new(server, read.Runs, (replay, token) => RunAsync(file, header.Test, replay, token), RunTimeout);
        await changed.StartAsync(cancellationToken);
        Print(server.Address, isJson, environment);
        await WaitAsync(cancellationToken);
        return warnings with { IsStreamed = true };
    }

    private static async Task<(PageServer? Server, Problem? Problem)> StartAsync(
        PageServerOptions options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await PageServer.StartAsync(options, cancellationToken), null);
        }
        catch (IOException exception)
        {
            return (null, PageServer.DescribePort(options.Port, exception));
        }
    }

    private static IEnumerable<Problem> FindProblems(string path, RunHeader header) =>
        header.Test.Length > 0 && header.Replay.Length > 0
            ? []
            :
            [
                new Problem(
                    ProblemCode.MissingField,
                    "its first run is not one of a [SimulationFact] test",
                    "use the page that such a test wrote"
                )
                {
                    Source = path,
                },
            ];

    private static IEnumerable<Problem> FindProblems(string tests) =>
        ReplayProcess.FindProblem(Path.GetFullPath(tests)) is { } fault
            ? [new Problem(ProblemCode.UnreadableFile, fault, TestsAdvice) { Source = tests }]
            : [];

    private static async Task<ChangedRun> RunAsync(string tests, string test, string replay, CancellationToken cancellationToken)
    {
        if (ReplayProcess.FindReplayProblem(replay) is { } fault)
        {
            return new ChangedRun(null, fault);
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-trace-");
        try
        {
            (string? page, string problem) = await ReplayProcess.RunAsync(tests, test, replay, folder.FullName, cancellationToken);
            if (page is null)
            {
                return new ChangedRun(null, problem);
            }

            RunTraceReadResult read = await RunTraceReader.ReadAsync(page, cancellationToken);
            if (read.Runs is [{ End: not null } run, ..])
            {
                return new ChangedRun(run, "");
            }

            string problems = string.Join(' ', read.Problems);
            return new ChangedRun(null, problems.Length > 0 ? problems : "The recording of the run has no end.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Print(Uri address, bool isJson, ToolEnvironment environment)
    {
        string text = isJson ? JsonSerializer.Serialize(new ServeOutput($"{address}"), ToolJson.Default.ServeOutput) : $"{address}";
        TextWriter output = environment.Output();
        output.Write($"{text}\n");
        output.Flush();
        if (!isJson)
        {
            TextWriter errors = environment.Errors();
            errors.Write("Open this address in a browser on this machine. Ctrl+C stops the command.\n");
            errors.Flush();
        }
    }

    private static async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The user stopped the command.
        }
    }
}

/// <summary>Started server of a page.</summary>
[Description("Started server of a page.")]
internal sealed record ServeOutput(
    [property: Description("Address to open in a browser on this machine, with the token in its fragment.")] string Address
);
