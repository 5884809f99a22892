using Scalewright.Agents;
using Scalewright.Agents.Processes;
using Scalewright.Testing.Facts;
using Scalewright.Testing.Seeds;

namespace Scalewright.Explorations;

/// <summary>Runs seeds of tests by <c>dotnet test</c>, in a process of their own that may end in any way.</summary>
internal static class SeedProcess
{
    private const int MaxOutput = 64 * 1024;
    private const int LinesShown = 2;
    private static readonly LocalProcesses Programs = new();

    /// <summary>Runs a range of a test.</summary>
    /// <param name="threads">Number of threads; 0: one per processor.</param>
    /// <returns>The line of the seed report.</returns>
    /// <exception cref="SeedProcessException">The process ended without a report.</exception>
    /// <exception cref="MissingTestsException">The file of the tests does not exist on this machine.</exception>
    public static async Task<SeedLine> RunAsync(SeedPoint point, int threads, CancellationToken cancellationToken)
    {
        if (!File.Exists(point.Tests))
        {
            throw new MissingTestsException($"{point.Tests} does not exist where the seeds are run");
        }

        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            [FactReader.FirstSeedVariable] = Text(point.First),
            [FactReader.SeedsVariable] = Text(point.Count),
            [FactReader.FailuresVariable] = Text(int.MaxValue),
            [FactReader.ThreadsVariable] = threads > 0 ? Text(threads) : "",
            [FactReader.TraceVariable] = SeedTrace.Off,
        };
        if (!point.Shrinks)
        {
            variables[FactReader.ShrinkVariable] = Text(0);
        }

        (SeedLine[] lines, string end) = await RunAsync(point.Tests, $"FullyQualifiedName={point.Test}", variables, cancellationToken);
        return Array.Find(lines, line => line.Test == point.Test && line.Seeds == point.Count) ?? throw new SeedProcessException(end);
    }

    /// <summary>Returns the names of the tests with seeds, by running their first seed.</summary>
    /// <param name="filter">Part of the full names; empty for all.</param>
    /// <exception cref="SeedProcessException">There is no such test, or none could be run.</exception>
    public static async Task<ValueList<string>> FindTestsAsync(string tests, string filter, long seed, CancellationToken cancellationToken)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            [FactReader.FirstSeedVariable] = Text(seed),
            [FactReader.SeedsVariable] = Text(1),
            [FactReader.ShrinkVariable] = Text(0),
        };
        (SeedLine[] lines, string end) = await RunAsync(
            tests,
            filter.Length > 0 ? $"FullyQualifiedName~{filter}" : "",
            variables,
            cancellationToken
        );
        string[] names = [.. lines.Select(line => line.Test).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return names.Length > 0 ? [.. names] : throw new SeedProcessException(end);
    }

    private static async Task<(SeedLine[] Lines, string End)> RunAsync(
        string tests,
        string filter,
        Dictionary<string, string> variables,
        CancellationToken cancellationToken
    )
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-seeds-");
        try
        {
            string report = Path.Combine(folder.FullName, "seeds.jsonl");
            variables[FactReader.ReportVariable] = report;
            variables[FactReader.ReplayVariable] = "";
            (int code, CommandResult result) = await StartTestsAsync(tests, filter, variables, cancellationToken);
            return (
                Read(report),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'dotnet test' ended with code {code} and without a report: {Summarize(result)}"
                )
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs tests by <c>dotnet test</c>.</summary>
    /// <param name="filter">Filter of the tests; empty for all.</param>
    public static async Task<(int Code, CommandResult Result)> StartTestsAsync(
        string tests,
        string filter,
        Dictionary<string, string> variables,
        CancellationToken cancellationToken
    )
    {
        ValueList<string> command = ["dotnet", "test", tests, "--nologo"];
        ProcessOutput output = new(MaxOutput);
        int code = await Programs.RunAsync(
            new CommandRequest(filter.Length > 0 ? [.. command, "--filter", filter] : command) { Environment = variables.ToValueMap() },
            output,
            cancellationToken
        );
        return (code, CommandResult.FromBytes(code, output.GetOutput(), output.GetError()));
    }

    /// <summary>Returns the first lines of the error output without stack frames, or the last ones of the output.
    /// </summary>
    public static string Summarize(CommandResult result)
    {
        string[] errors = [.. GetLines(result.Error).Where(line => !line.StartsWith("at ", StringComparison.Ordinal)).Take(LinesShown)];
        return string.Join("; ", errors.Length > 0 ? errors : GetLines(result.Output).TakeLast(LinesShown));

        static IEnumerable<string> GetLines(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
    }

    private static SeedLine[] Read(string report) =>
        !File.Exists(report)
            ? []
            :
            [
                .. File.ReadLines(report)
                    .Where(line => line.EndsWith('}'))
                    .Select(line => JsonSerializer.Deserialize(line, SeedJson.Default.SeedLine)!),
            ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A process that ran seeds ended without a report.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It becomes the reason of a missing range.")]
internal sealed class SeedProcessException(string message) : Exception(message);

/// <summary>The file of the tests does not exist on the machine of an element.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It becomes the reason of a missing range.")]
internal sealed class MissingTestsException(string message) : Exception(message);
