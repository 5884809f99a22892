namespace Experiments.Tests.Runs;

internal static class Recorder
{
    public static async Task<RunHistory> RunAsync(Experiment experiment, int run = 1, CancellationToken cancellationToken = default) =>
        HistoryReader.Read(await BytesAsync(experiment, run, cancellationToken), run);

    public static async Task<byte[]> BytesAsync(Experiment experiment, int run = 1, CancellationToken cancellationToken = default)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        RunResult result = await SimulatedRun.RunAsync(experiment, run, writer, null, cancellationToken);
        writer.End(result.Outcome, result.Reason);
        return stream.ToArray();
    }

    /// <summary>Mean of a series between two times in seconds.</summary>
    public static double Mean(this RunHistory history, string metric, int from, int to, string task = "")
    {
        SeriesData data = history.Find(metric, task);
        List<double> values = [];
        for (int index = 0; index < data.Times.Length; index++)
        {
            if (data.Times[index] > from && data.Times[index] <= to)
            {
                values.Add(data.Values[index]);
            }
        }

        return values.Average();
    }
}
