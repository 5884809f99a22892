using Spectre.Console;

namespace StorageSample;

/// <summary>Prints the findings of a routine, the manager's response times, and the lengths of its queues.</summary>
internal static class BenchmarkTable
{
    private const int LineLength = 200;

    public static void Print(string routine, IReadOnlyList<Finding> found, Samplers samplers)
    {
        Table table = new Table { Title = new TableTitle(routine) }.AddColumns("what was measured", "value", "limit", "verdict");
        foreach (Finding finding in found.Append(new Finding("total time", $"{samplers.Elapsed.TotalSeconds:0.0} s")).Concat(Latencies(samplers)).Concat(Queues(samplers)))
        {
            table.AddRow(Markup.Escape(finding.What), Markup.Escape(finding.Value), Markup.Escape(finding.Limit), Markup.Escape(finding.Verdict));
        }

        if (Console.IsOutputRedirected)
        {
            // A file has no edge, and programs that read it need each row on one line.
            AnsiConsole.Profile.Width = LineLength;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }

        AnsiConsole.Write(table);
    }

    private static IEnumerable<Finding> Latencies(Samplers samplers)
    {
        foreach ((string path, List<double> times) in samplers.Latencies)
        {
            (double mean, double error) = Figures.MeanOf(times);

            // A sampler sends one request per second, so a slower manager falls behind its clients.
            yield return new Finding(path, $"{mean:0.0} ± {error:0.0} ms", "1000 ms", times.Count == 0 ? "never asked" : mean <= 1000 ? "in time" : "too slow");
        }
    }

    private static IEnumerable<Finding> Queues(Samplers samplers)
    {
        foreach ((string queue, List<double> lengths) in samplers.Lengths)
        {
            // The messages of one second may wait, in addition to those that waited before.
            double limit = lengths[0] + Math.Max(1, samplers.DrainOf(queue));
            yield return new Finding(queue, $"mean {lengths.Average():0.0}, min {lengths.Min():0}, max {lengths.Max():0}", $"{limit:0} at the end", lengths[^1] <= limit ? "keeps up" : "fell behind");
        }
    }
}
