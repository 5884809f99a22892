using Scalewright.Experiments;
using Scalewright.Experiments.Reading;

namespace Conformance.Queueing;

/// <summary>An open network of stations in series, and the experiment that simulates it.</summary>
internal sealed record QueueingCase(string Name, JsonObject Item)
{
    /// <summary>Intervals of equal length, whose figures are the values of the confidence interval.</summary>
    public const int Batches = 50;

    private const int WarmUpBatches = 5;

    // The job starts after the load, and what waits then is gone after this time divided by the idle ratio.
    private const double StartSeconds = 5;
    private const double Unlimited = 1e9;
    private const double MaxDays = 31;

    // For a mean within 5 % at a utilization of 0.9 and exponential times: the variance grows with the square of the
    // busy over the idle time and of the variation.
    private const double RecordsAtNineTenths = 1e7;
    private const double MinRecords = 2e6;
    private const double MaxRecords = 2e8;

    // What the default sampling simulates of a job with more: 50,000 in 5 seconds.
    private const double HopsPerSecond = 10_000;

    // The same for a name, so that cases do not share their random numbers.
    private long Seed => Name.Aggregate(0L, (seed, letter) => ((seed * 31) + letter) % int.MaxValue);

    private JsonObject[] Stations => [.. Item.Objects("stations")];

    public bool IsSaturated => Item["arrivals"]!.Text("process") == "saturated";

    public double Utilization => IsSaturated ? 1 : Rate / Capacity;

    public string LastOperator => $"s{Stations.Length - 1}";

    /// <summary>Length of a batch in whole seconds.</summary>
    public double BatchSeconds =>
        Math.Ceiling(Math.Min(Records / Batches / SimulatedRate, MaxDays * 86_400 / (Batches + WarmUpBatches + 1)));

    public double WarmUpSeconds =>
        Math.Max(
            WarmUpBatches * BatchSeconds,
            IsSaturated ? 0 : Math.Ceiling(2 * StartSeconds / (1 - Math.Min(Utilization, 0.99)) / BatchSeconds) * BatchSeconds
        );

    public IEnumerable<(string Figure, double Value)> Expectations =>
        Item["expect"]!.AsObject().Select(entry => (entry.Key, entry.Value!.GetValue<double>()));

    private double Capacity => Stations.Min(GetCapacity);

    private double Rate => IsSaturated ? 3 * GetCapacity(Stations[0]) : Item["arrivals"]!.Number("rate_per_s");

    private double SimulatedRate => Math.Min(Math.Min(Rate, Capacity), HopsPerSecond / Stations.Length);

    private double Records
    {
        get
        {
            double variation = Stations.Max(station => station.Number("service_scv"));
            double effort = 0.1 / (1 - Math.Min(Utilization, 0.99)) * (1 + variation) / 2;
            return IsSaturated ? MinRecords : Math.Clamp(RecordsAtNineTenths * effort * effort, MinRecords, MaxRecords);
        }
    }

    /// <summary>Reads the experiment from its definition.</summary>
    public Experiment ToExperiment()
    {
        ExperimentDefinition read = new ExperimentBundle(Encoding.UTF8.GetBytes(ToDefinition())).Read();
        return read.Experiments is [var experiment] ? experiment : throw new InvalidDataException(string.Join('\n', read.Problems));
    }

    private string ToDefinition()
    {
        int instances = Stations.Sum(station => station.Whole("instances"));
        StringBuilder text = new();
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""
            name: queueing
            seed: {{Seed}}
            duration: {{WarmUpSeconds + (Batches * BatchSeconds)}}s
            warm_up: {{WarmUpSeconds}}s
            sample_interval: {{BatchSeconds}}s
            nodes: [{kind: n, cores: {{instances}}}]
            task_managers: {slots: {{Stations.Max(station => station.Whole("instances"))}}, cpus: {{instances}}}
            load: [{name: in, shape: constant, rate: {{Rate}}}]
            job:
              topics: [{name: in, partitions: {{Stations[0].Whole("instances")}}}]
              operators:

            """
        );
        for (int index = 0; index < Stations.Length; index++)
        {
            JsonObject station = Stations[index];
            string source = index == 0 ? "topic: in" : $"inputs: [s{index - 1}]";
            decimal microseconds = (decimal)station.Number("service_mean_s") * 1_000_000;
            text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $$"""    - {name: s{{index}}, {{source}}, cpu_time: {{microseconds}}us, cpu_time_variation: {{(decimal)Math.Sqrt(station.Number("service_scv"))}},"""
                )
                .AppendLine(
                    CultureInfo.InvariantCulture,
                    $$"""       parallelism: {{station.Whole("instances")}}, max_parallelism: 32768, partitioning: {{(station.Flag("shared_queue") ? "pool" : "even")}},"""
                )
                .AppendLine(
                    CultureInfo.InvariantCulture,
                    $$"""       buffer: {{(decimal)(index == 0 ? 1_000 : station.Number("buffer_records", Unlimited))}}}"""
                );
        }

        return text.ToString();
    }

    private static double GetCapacity(JsonObject station) => station.Whole("instances") / station.Number("service_mean_s");
}
