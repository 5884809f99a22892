using System.Globalization;
using System.Text;

namespace Benchmarks.Fidelity;

/// <summary>Writes the measured part of the fidelity page, which compares the providers.</summary>
internal static class FidelityPage
{
    private const string Begin = "<!-- figures: written by benchmarks -->";
    private const string End = "<!-- end of figures -->";

    /// <exception cref="InvalidOperationException">The page lacks the markers.</exception>
    public static void Write(string path, IReadOnlyList<ProviderMeasurements> places)
    {
        string page = File.ReadAllText(path);
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"The page has no place for figures: '{Begin}' and '{End}', each on a line.");
        }

        File.WriteAllText(path, $"{page[..begin]}{Begin}\n{Text(places)}{page[end..]}");
    }

    private static string Text(IReadOnlyList<ProviderMeasurements> places)
    {
        StringBuilder text = new();
        text.Append(
            CultureInfo.InvariantCulture,
            $"Measured on {TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} processors, .NET {Environment.Version}: the median of {ProviderMeasurements.Rounds} rounds, and from which to which they were.\n\n"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"| what |{string.Concat(places.Select(place => $" {place.Name} | simulation of it |"))}\n"
        );
        text.Append(CultureInfo.InvariantCulture, $"| --- |{string.Concat(places.Select(_ => " --- | --- |"))}\n");
        Row($"boot: {MeasuredProgram.NodeCount} nodes, until all are ready", figures => figures.Boot.TotalMilliseconds, "ms");
        Row("command: `true`, one after the other", figures => figures.Command.TotalMilliseconds, "ms");
        Row($"commands, {MeasuredProgram.UnderWay} under way", figures => figures.CommandRate, "/s");
        Row("call, one after the other", figures => figures.Call.TotalMilliseconds, "ms");
        Row($"calls, {MeasuredProgram.UnderWay} under way", figures => figures.CallRate, "/s");
        Row(
            $"log: {MeasuredProgram.NodeCount} nodes say {MeasuredProgram.LinesOfNode} lines each at once, heard here",
            figures => figures.LineRate,
            "/s"
        );
        Row("log: lines out of their node's order, twice or missing", figures => figures.LinesOutOfOrder, "");
        Row("failover: from the death of a node until it answers a call again", figures => figures.Failover.TotalMilliseconds, "ms");
        return text.ToString();

        void Row(string what, Func<Figures, double> value, string unit) =>
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {what} |{string.Concat(places.Select(place => $" {place.Tell(value, unit)} | {Number(value(place.Simulated))} {unit} |".Replace("  |", " |", StringComparison.Ordinal)))}\n"
            );
    }

    internal static string Number(double value) =>
        value switch
        {
            0 => "0",
            < 1 => value.ToString("0.000", CultureInfo.InvariantCulture),
            < 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
            < 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
            _ => Math.Round(value).ToString("N0", CultureInfo.InvariantCulture),
        };
}
