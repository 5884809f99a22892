namespace Experiments.Tests.Streams;

internal static class Jobs
{
    public static StreamJob Single(
        double costMs,
        int parallelism = 1,
        StreamPartitioning share = StreamPartitioning.Even,
        double spread = 1
    ) =>
        new("single")
        {
            Topics = [new JobTopic("in", parallelism)],
            Operators =
            [
                new JobOperator("work")
                {
                    Topic = "in",
                    CpuTimePerRecord = TimeSpan.FromMilliseconds(costMs),
                    Parallelism = parallelism,
                    Partitioning = share,
                    CpuTimeVariation = spread,
                },
            ],
        };

    public static StreamJob Row(params double[] costsMs) =>
        new("row")
        {
            Topics = [new JobTopic("in")],
            Operators =
            [
                .. costsMs.Select(
                    (cost, index) =>
                        new JobOperator($"o{index}")
                        {
                            Topic = index == 0 ? "in" : null,
                            Inputs = index == 0 ? [] : [new JobInput($"o{index - 1}")],
                            CpuTimePerRecord = TimeSpan.FromMilliseconds(cost),
                        }
                ),
            ],
        };

    /// <summary>Machines with one task manager each, which has one slot.</summary>
    public static StreamEnvironment Site(int count, double cores = 4) =>
        new()
        {
            Nodes = [.. Enumerable.Range(1, count).Select(number => new StreamNode($"n{number}", cores))],
            TaskManagers = [.. Enumerable.Range(1, count).Select(number => new TaskManager($"tm{number}", $"n{number}") { Cpus = cores })],
        };

    public static FlowReading Settle(StreamFlow flow, double rate, int seconds = 60, int last = 30)
    {
        for (int second = 0; second < seconds; second++)
        {
            if (second == seconds - last)
            {
                flow.Read();
            }

            flow.Advance(TimeSpan.FromSeconds(1), rate);
        }

        return flow.Read();
    }
}
