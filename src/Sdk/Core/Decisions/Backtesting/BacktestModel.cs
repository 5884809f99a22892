using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Model of the environment of a back-test. A value. The default is one location without a limit, where nodes boot in a
/// minute and cost 1 per hour.
/// </summary>
public sealed record BacktestModel
{
    /// <summary>Name of the metric for the total load of a step, in the trace's unit.</summary>
    public const string Load = "load";

    /// <summary>Name of the metric for the waiting and served load per ready node.</summary>
    public const string LoadPerNode = "load_per_node";

    /// <summary>Name of the metric for the utilization of nodes, in percent of their capacity, 0 to 100.</summary>
    public const string Utilization = "utilization";

    /// <summary>Name of the metric for the waiting load.</summary>
    public const string Queue = "queue";

    /// <summary>Load that one node can serve in one step, in the trace's unit; above 0.</summary>
    public required double NodeLoad { get; init; }

    /// <summary>Number of ready nodes at the start. Default 1.</summary>
    public int NodesStart { get; init; } = 1;

    /// <summary>Maximum size accepted from any policy, 1 or more. Default 100,000, as in an engine.</summary>
    public int NodesMax { get; init; } = PolicyCalls.NodesMax;

    /// <summary>
    /// Time until a requested node is ready, at most <see cref="BootMax"/> with its spread. Default 1 minute.
    /// </summary>
    public TimeSpan Boot { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Maximum additional boot time, uniformly distributed. Default 0.</summary>
    public TimeSpan BootSpread { get; init; }

    /// <summary>Time for which a ready node has reduced capacity. Default 0.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Ratio of <see cref="NodeLoad"/> that a warming node can serve, 0 to 1. Default 0.5.</summary>
    public double WarmShare { get; init; } = 0.5;

    /// <summary>Probability that a node fails during boot, 0 to 1. Default 0.</summary>
    public double BootFailureChance { get; init; }

    /// <summary>Average number of failures of a node per hour. Default 0.</summary>
    public double FailuresPerHour { get; init; }

    /// <summary>Maximum load that can wait; any excess is lost. Default no limit.</summary>
    public double QueueMax { get; init; } = double.MaxValue;

    /// <summary>Time that load can wait before a step counts as a violation. Default one step.</summary>
    public TimeSpan? WaitMax { get; init; }

    /// <summary>Price of a node per hour from its request, if no cloud is named. Default 1.</summary>
    public double PricePerHour { get; init; } = 1;

    /// <summary>Clouds in order of preference; empty: one location without a limit.</summary>
    public ValueList<DomainCloud> Clouds { get; init; } = [];

    /// <summary>Placement policy. By default, fills the clouds in order.</summary>
    public IPlacementPolicy Placement { get; init; } = new OverflowPlacement();

    /// <summary>Periods in which metrics are untrusted.</summary>
    public ValueList<MetricOutage> Outages { get; init; } = [];

    /// <summary>Probability that all metrics of a step fail, 0 to 1. Default 0.</summary>
    public double MetricFailureChance { get; init; }

    /// <summary>
    /// True to let policies observe individual nodes: their start times and their samples of <see cref="LoadPerNode"/>
    /// and <see cref="Utilization"/>, with load distributed by capacity. Default false: policies observe only the
    /// number of nodes, and the time per step does not depend on it.
    /// </summary>
    public bool SeesNodes { get; init; }

    /// <summary>Maximum number of <see cref="Windows"/>: 4.</summary>
    public const int WindowsMax = 4;

    /// <summary>Moving averages of the metrics; a window below one step has one reading. Default none.</summary>
    public ValueList<MetricWindow> Windows { get; init; } = [];

    /// <summary>Number of steps between decisions, 1 or more. Default 1.</summary>
    public int StepsPerDecision { get; init; } = 1;

    /// <summary>Seed of all random numbers. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Maximum boot and warm-up time of a model: one day.</summary>
    public static TimeSpan BootMax { get; } = TimeSpan.FromDays(1);

    internal ValueList<DomainCloud> Places => Clouds.Count > 0 ? Clouds : [new DomainCloud("") { PricePerHour = PricePerHour }];

    /// <summary>Validates the model. Returns all problems; empty if it is valid.</summary>
    public ValueList<Problem> Check()
    {
        PolicyProblems problems = new PolicyProblems().Positive("node_load", NodeLoad).NotNegative("nodes_start", NodesStart).NotNegative("boot", Boot)
            .NotNegative("boot_spread", BootSpread).NotNegative("warm_up", WarmUp).NotNegative("failures_per_hour", FailuresPerHour)
            .NotNegative("queue_max", QueueMax).NotNegative("wait_max", WaitMax ?? TimeSpan.Zero).NotNegative("price_per_hour", PricePerHour)
            .Positive("steps_per_decision", StepsPerDecision).Positive("nodes_max", NodesMax);
        AtMostOne("warm_share", WarmShare, problems);
        AtMostOne("boot_failure_chance", BootFailureChance, problems);
        AtMostOne("metric_failure_chance", MetricFailureChance, problems);
        if (Boot > BootMax || BootSpread > BootMax || WarmUp > BootMax)
        {
            problems.Say(ProblemCode.OutOfRange, "boot", $"one of {Boot}, {BootSpread}, {WarmUp} is above {BootMax}", "use a day or less");
        }

        if (NodesStart > NodesMax)
        {
            problems.Say(ProblemCode.Conflict, "nodes_start", $"{NodesStart} is above nodes_max, {NodesMax}", "use nodes_max or less");
        }

        foreach (MetricOutage outage in Outages)
        {
            problems.NotNegative("outages.from", outage.From).NotNegative("outages.length", outage.Length);
        }

        if (Windows.Count > WindowsMax)
        {
            problems.Say(ProblemCode.OutOfRange, "windows", $"there are {Windows.Count}", $"use at most {WindowsMax}");
        }

        MetricWindow.Check(Windows, Measured, problems);
        problems.Of("placement", Placement, Places.Count);
        return problems.ToList().AddRange(new Domain("back-test") { Clouds = Clouds }.Check());
    }

    internal IReadOnlyCollection<string> Metrics => [.. Measured, .. Windows.Select(window => window.Name)];

    private static string[] Measured => [Load, LoadPerNode, Utilization, Queue];

    private static void AtMostOne(string field, double value, PolicyProblems problems)
    {
        if (!(value is >= 0 and <= 1))
        {
            problems.Say(ProblemCode.OutOfRange, field, $"{value.ToString(System.Globalization.CultureInfo.InvariantCulture)} is not from 0 to 1", "use a number from 0 to 1");
        }
    }
}
