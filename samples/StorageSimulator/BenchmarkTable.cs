using Spectre.Console;

namespace StorageSimulatorSample;

/// <summary>What a routine found, how fast the manager answered, and how long its queues were.</summary>
internal static class BenchmarkTable
{
    public static void Print(string routine, IReadOnlyList<(string Name, string Value)> found, Samplers samplers)
    {
        Table table = new Table { Title = new TableTitle(routine) }.AddColumns("what", "value");
        foreach ((string name, string value) in found)
        {
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        }

        table.AddRow("total time", $"{samplers.Elapsed.TotalSeconds:0.0} s");
        foreach ((string path, List<double> times) in samplers.Latencies)
        {
            (double mean, double error) = Figures.MeanOf(times);
            table.AddRow(path, $"{mean:0.0} ± {error:0.0} ms");
        }

        foreach ((string queue, List<double> lengths) in samplers.Lengths)
        {
            table.AddRow(queue, $"mean {lengths.Average():0.0}, min {lengths.Min():0}, max {lengths.Max():0}");
        }

        AnsiConsole.Write(table);
    }
}
