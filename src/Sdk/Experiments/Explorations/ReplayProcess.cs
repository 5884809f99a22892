using Scalewright.Agents;
using Scalewright.Providers.Simulation.Exploration;
using Scalewright.Testing.Facts;

namespace Scalewright.Explorations;

/// <summary>Runs one seed of a test with chosen faults by <c>dotnet test</c>, and writes the page of the run.</summary>
internal static class ReplayProcess
{
    private const string MessageStart = "Error Message:";
    private const string StackStart = "Stack Trace:";

    /// <summary>Returns why a file is not an assembly with <c>[SimulationFact]</c> tests; null if it is one.</summary>
    public static string? FindProblem(string tests) =>
        TestAssemblyCheck.FindProblem(tests)
        ?? (TestAssemblyCheck.LacksTests(tests) ? "it has no [SimulationFact] tests: it does not reference Scalewright.Testing" : null);

    /// <summary>Returns why a text is not a replay string; null if it is one.</summary>
    public static string? FindReplayProblem(string replay)
    {
        try
        {
            SeedReplay.Parse(replay);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Runs the test. A cancellation ends its process.</summary>
    /// <param name="tests">Path of the test assembly.</param>
    /// <param name="test">Full name of the test.</param>
    /// <param name="replay">Replay string.</param>
    /// <param name="folder">Empty folder for the page.</param>
    /// <returns>Path of the page; null with the reason if no run was recorded.</returns>
    public static async Task<(string? Page, string Problem)> RunAsync(
        string tests,
        string test,
        string replay,
        string folder,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            [FactReader.ReplayVariable] = replay,
            [FactReader.TraceVariable] = folder,
            [FactReader.AllTracesVariable] = "1",
        };
        (int code, CommandResult result) = await SeedProcess.StartTestsAsync(
            tests,
            $"FullyQualifiedName={test}",
            variables,
            cancellationToken
        );
        string? page = Directory.EnumerateFiles(folder, "*.html").FirstOrDefault();
        return (page, page is null ? Describe(test, code, result) : "");
    }

    private static string Describe(string test, int code, CommandResult result)
    {
        string output = result.Output;
        int start = output.IndexOf(MessageStart, StringComparison.Ordinal);
        int end = start < 0 ? -1 : output.IndexOf(StackStart, start, StringComparison.Ordinal);
        string reason =
            end < 0
                ? SeedProcess.Summarize(result)
                : string.Join(' ', output[(start + MessageStart.Length)..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The test {test} has no recorded run; 'dotnet test' ended with code {code}: {reason}"
        );
    }
}
