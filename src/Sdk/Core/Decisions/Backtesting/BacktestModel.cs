using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions.Backtesting;

/// <summary>What a back-test takes the world to be. A value; the default has one place without limit, where nodes boot in a minute and cost 1 an hour.</summary>
public sealed record BacktestModel
{
    /// <summary>Name of the metric of the whole load of a step, in the trace's unit.</summary>
    public const string Load = "load";

    /// <summary>Name of the metric of the load that waits or is served, for each node that serves.</summary>
    public const string LoadPerNode = "load_per_node";

    /// <summary>Name of the metric of how busy nodes are: percent of what they can take, 0 to 100.</summary>
    public const string Utilization = "utilization";

    /// <summary>Name of the metric of the load that waits.</summary>
    public const string Queue = "queue";

    /// <summary>Load that one node can take in one step, in the trace's unit; above 0.</summary>
    public required double NodeLoad { get; init; }

    /// <summary>Nodes that serve at the start; default 1.</summary>
    public int NodesStart { get; init; } = 1;

    /// <summary>The largest size that any policy is believed, 1 or more; default 100,000, as of an engine.</summary>
    public int NodesMax { get; init; } = PolicyCalls.NodesMax;

    /// <summary>Time from the order of a node until it serves; default 1 minute. At most <see cref="BootMax"/> with its spread.</summary>
    public TimeSpan Boot { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much longer it may take, evenly drawn; default 0.</summary>
    public TimeSpan BootSpread { get; init; }

    /// <summary>How long a node that serves is slower; default 0.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>What a slow node can take, as a part of <see cref="NodeLoad"/>, 0 to 1; default 0.5.</summary>
    public double WarmShare { get; init; } = 0.5;

    /// <summary>The chance of a node to fail while it boots, 0 to 1; default 0.</summary>
    public double BootFailureChance { get; init; }

    /// <summary>How many failures an hour a node has, on average; default 0.</summary>
    public double FailuresPerHour { get; init; }

    /// <summary>Load that may wait; what is beyond it is lost. Default without limit.</summary>
    public double QueueMax { get; init; } = double.MaxValue;

    /// <summary>How long load may wait before a step counts as a violation; default one step.</summary>
    public TimeSpan? WaitMax { get; init; }

    /// <summary>What a node costs for an hour where no cloud is named, from its order on; default 1.</summary>
    public double PricePerHour { get; init; } = 1;

    /// <summary>The clouds in the order of preference; none: one place without limit.</summary>
    public ValueList<DomainCloud> Clouds { get; init; } = [];

    /// <summary>Where; default fills the clouds in order.</summary>
    public IPlacementPolicy Placement { get; init; } = new OverflowPlacement();

    /// <summary>Times in which metrics are not to be believed.</summary>
    public ValueList<MetricOutage> Outages { get; init; } = [];

    /// <summary>The chance of all metrics of a step to fail, 0 to 1; default 0.</summary>
    public double MetricFailureChance { get; init; }

    /// <summary>Whether policies see the nodes one by one: since when each serves, and what it reports of <see cref="LoadPerNode"/> and <see cref="Utilization"/>, load being
    /// spread by what each can take. Default false: they see how many there are, and a step costs the same however many that is.</summary>
    public bool SeesNodes { get; init; }

    /// <summary>How many <see cref="Windows"/> a model may have: 4.</summary>
    public const int WindowsMax = 4;

    /// <summary>Averages of the metrics over the latest steps, for each of which there is a reading at each decision; default none. A window shorter than a step holds one.</summary>
    public ValueList<MetricWindow> Windows { get; init; } = [];

    /// <summary>How many steps lie between two decisions, 1 or more; default 1.</summary>
    public int StepsPerDecision { get; init; } = 1;

    /// <summary>Seed of all chance; default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The longest time to boot or to warm up that can be modelled: a day.</summary>
    public static TimeSpan BootMax { get; } = TimeSpan.FromDays(1);

    internal ValueList<DomainCloud> Places => Clouds.Count > 0 ? Clouds : [new DomainCloud("") { PricePerHour = PricePerHour }];

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
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

    /// <summary>Names of all that a policy can read.</summary>
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
