namespace Sdk.Tests.Decisions;

/// <summary>One of each sizing policy on the metric <c>load</c>, with a target of 50 and bounds of 1 and 20.</summary>
internal static class PolicySamples
{
    public const int NodesMin = 1;

    public const int NodesMax = 20;

    private static readonly ThresholdSizing Threshold = new()
    {
        Metric = "load",
        UpperThreshold = 50,
        LowerThreshold = 25,
        MinNodes = NodesMin,
        MaxNodes = NodesMax,
        ScaleOutCooldown = TimeSpan.FromSeconds(30),
        ScaleInCooldown = TimeSpan.FromSeconds(60),
    };

    public static ISizingPolicy[] Reactive { get; } =
    [
        Threshold,
        new StepSizing
        {
            Metric = "load",
            Threshold = 50,
            Comparison = ThresholdComparison.GreaterThanThreshold,
            Steps = [new(0, null, 2)],
            MinNodes = NodesMin,
            MaxNodes = NodesMax,
        },
        new SimpleSizing
        {
            Metric = "load",
            Threshold = 50,
            Comparison = ThresholdComparison.GreaterThanThreshold,
            Adjustment = new(AdjustmentType.PercentChangeInCapacity, 30),
            MinNodes = NodesMin,
            MaxNodes = NodesMax,
        },
        new TargetTrackingSizing
        {
            Metric = "load",
            Target = 50,
            Period = TimeSpan.FromSeconds(10),
            MinNodes = NodesMin,
            MaxNodes = NodesMax,
        },
        new AwsGroupSizing
        {
            Policies =
            [
                new TargetTrackingSizing
                {
                    Metric = "load",
                    Target = 50,
                    Period = TimeSpan.FromSeconds(10),
                    MinNodes = NodesMin,
                    MaxNodes = NodesMax,
                },
                new StepSizing
                {
                    Metric = "load",
                    Threshold = 50,
                    Comparison = ThresholdComparison.GreaterThanThreshold,
                    Steps = [new(0, null, 2)],
                    MinNodes = NodesMin,
                    MaxNodes = NodesMax,
                },
            ],
        },
        new HpaSizing
        {
            Metrics = [new("load", 50)],
            MinNodes = NodesMin,
            MaxNodes = NodesMax,
        },
        new SensorSizing
        {
            Metric = "load",
            UpperThreshold = 50,
            LowerThreshold = 25,
            MinNodes = NodesMin,
            MaxNodes = NodesMax,
        },
        new StabilizedSizing { Policy = Threshold },
        new BoundedSizing
        {
            Policy = Threshold,
            MinNodes = NodesMin,
            MaxNodes = NodesMax,
        },
        new MaxSizing
        {
            Policies =
            [
                Threshold,
                new ForecastSizing
                {
                    Metric = "load",
                    Target = 50,
                    Forecaster = new SeasonalNaive { Season = 4 },
                },
            ],
        },
        new VetoSizing { Policy = Threshold, Guard = Threshold },
        new ScheduledSizing { Policy = Threshold, Windows = [] },
        new FallbackSizing
        {
            Policy = Threshold,
            Fallback = new FixedSizing { Size = 5 },
            Metrics = ["load"],
            FallbackDelay = TimeSpan.MaxValue,
        },
    ];

    public static ISizingPolicy[] All { get; } =
    [
        .. Reactive,
        TimelineSizing.Start(1).Then(TimeSpan.FromSeconds(10), 2).Then(TimeSpan.FromSeconds(10), 7),
        new FixedSizing { Size = 3 },
        new KpaSizing
        {
            StableMetric = "load",
            PanicMetric = "load",
            TargetValue = 50,
            MinNodes = NodesMin,
            MaxNodes = NodesMax,
        },
        new StreamSizing
        {
            TargetRateMetric = "load",
            TrueProcessingRateMetric = "load",
            Rules = new() { MinParallelism = NodesMin, MaxParallelism = NodesMax },
        },
        new StreamSizing
        {
            TargetRateMetric = "load",
            TrueProcessingRateMetric = "load",
            Rules = new()
            {
                MinParallelism = NodesMin,
                MaxParallelism = NodesMax,
                IsObservedScalabilityEnabled = true,
            },
        },
        new ForecastSizing
        {
            Metric = "load",
            Target = 50,
            IsScalingEnabled = true,
            Step = TimeSpan.FromSeconds(10),
            Forecaster = new SeasonalNaive { Season = 4 },
            MinNodes = NodesMin,
            MaxNodes = NodesMax,
        },
        new ForecastSizing
        {
            Metric = "load",
            Target = 50,
            IsScalingEnabled = true,
            Step = TimeSpan.FromSeconds(10),
            Forecaster = new HoltWinters { Season = 4 },
            MinNodes = NodesMin,
            MaxNodes = NodesMax,
        },
    ];

    /// <summary>Runs a policy on readings ten seconds apart.</summary>
    public static List<Decision> Run(ISizingPolicy policy, IEnumerable<MetricReading> readings, int size = 4)
    {
        DateTimeOffset now = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        long[] state = new long[policy.StateLength];
        policy.Initialize(Observe(now, size, default), state);
        List<Decision> decisions = [];
        foreach (MetricReading reading in readings)
        {
            now += TimeSpan.FromSeconds(10);
            Decision decision = policy.Decide(Observe(now, size, reading), state);
            decisions.Add(decision);
            size = decision.To;
        }

        return decisions;
    }

    public static IEnumerable<MetricReading> Loads(IEnumerable<double> values) =>
        values.Select(value => MetricReading.FromValue("load", value));

    private static DomainObservation Observe(DateTimeOffset now, int size, MetricReading reading) =>
        new()
        {
            Timestamp = now,
            DesiredCount = size,
            ReadyCount = size,
            Metrics = new[] { reading },
        };
}
