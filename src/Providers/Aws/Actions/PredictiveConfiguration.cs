namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Reads and writes the configuration of predictive scaling.</summary>
/// <remarks>
/// Source: AutoScaling API reference, PredictiveScalingConfiguration and PredictiveScalingMetricSpecification.
/// </remarks>
internal static class PredictiveConfiguration
{
    private const string Prefix = "PredictiveScalingConfiguration.";
    private const string Specifications = Prefix + "MetricSpecifications.member";
    private const string Pair = "PredefinedMetricPairSpecification";
    private const string Scaling = "PredefinedScalingMetricSpecification";
    private const string Load = "PredefinedLoadMetricSpecification";
    private const string OnlyForecast = "ForecastOnly";
    private const string AlsoScale = "ForecastAndScale";
    private const string Increase = "IncreaseMaxCapacity";
    private const int MaxLabelLength = 1023;
    private const int MaxBufferTime = 3600;

    private static readonly string[] Pairs = ["ASGCPUUtilization", "ASGNetworkIn", "ASGNetworkOut", "ALBRequestCount"];

    private static readonly string[] Loads =
    [
        "ASGTotalCPUUtilization",
        "ASGTotalNetworkIn",
        "ASGTotalNetworkOut",
        "ALBTargetGroupRequestCount",
    ];

    private static readonly string[] Scalings =
    [
        "ASGAverageCPUUtilization",
        "ASGAverageNetworkIn",
        "ASGAverageNetworkOut",
        "ALBRequestCountPerTarget",
    ];

    private static readonly string[] Behaviors = ["HonorMaxCapacity", Increase];

    /// <summary>Reads the configuration and collects errors.</summary>
    public static PredictiveRecord Read(QueryReader read)
    {
        IReadOnlyList<string> specifications = [.. read.Structures(Specifications)];
        if (specifications.Count != 1)
        {
            AddError(read, "metricSpecifications", "Member must have length of 1");
        }

        PredictiveRecord configuration = ReadMetrics(read, $"{Specifications}.1.") with
        {
            Mode = read.Text(Prefix + "Mode") ?? "",
            BufferTime = read.Number(Prefix + "SchedulingBufferTime", 0, MaxBufferTime),
            BreachBehavior = read.OneOf(Prefix + "MaxCapacityBreachBehavior", Behaviors),
            CapacityBuffer = read.Number(Prefix + "MaxCapacityBuffer", 0, 100),
        };
        if (configuration.Mode == AlsoScale)
        {
            AddError(read, "mode", $"{AlsoScale} is not supported, because nothing is forecast here; use {OnlyForecast}");
        }
        else if (configuration.Mode is not ("" or OnlyForecast))
        {
            AddError(read, "mode", $"Member must be {OnlyForecast}");
        }

        if ((configuration.CapacityBuffer is not null) != (configuration.BreachBehavior == Increase))
        {
            AddError(read, "maxCapacityBuffer", $"it is required with {Increase} and not allowed otherwise");
        }

        return configuration;
    }

    public static void Write(XmlText xml, PredictiveRecord one)
    {
        xml.Open("PredictiveScalingConfiguration")
            .Open("MetricSpecifications")
            .Open("member")
            .Leaf("TargetValue", PolicyReader.Text(one.Target));
        WriteMetric(xml, Pair, one.Pair, one.PairLabel);
        WriteMetric(xml, Scaling, one.Scaling, one.ScalingLabel);
        WriteMetric(xml, Load, one.Load, one.LoadLabel);
        xml.Close("member").Close("MetricSpecifications").LeafIfNotEmpty("Mode", one.Mode);
        _ = one.BufferTime is { } time ? xml.Leaf("SchedulingBufferTime", time) : xml;
        xml.LeafIfNotEmpty("MaxCapacityBreachBehavior", one.BreachBehavior);
        _ = one.CapacityBuffer is { } buffer ? xml.Leaf("MaxCapacityBuffer", buffer) : xml;
        xml.Close("PredictiveScalingConfiguration");
    }

    private static PredictiveRecord ReadMetrics(QueryReader read, string prefix)
    {
        double? target = read.Positive(prefix + "TargetValue");
        PredictiveRecord configuration = new(target ?? 0)
        {
            Pair = read.OneOf($"{prefix}{Pair}.PredefinedMetricType", Pairs),
            PairLabel = read.Text($"{prefix}{Pair}.ResourceLabel", MaxLabelLength) ?? "",
            Scaling = read.OneOf($"{prefix}{Scaling}.PredefinedMetricType", Scalings),
            ScalingLabel = read.Text($"{prefix}{Scaling}.ResourceLabel", MaxLabelLength) ?? "",
            Load = read.OneOf($"{prefix}{Load}.PredefinedMetricType", Loads),
            LoadLabel = read.Text($"{prefix}{Load}.ResourceLabel", MaxLabelLength) ?? "",
        };
        if (target is null)
        {
            AddError(read, "metricSpecifications.targetValue", "Member must not be null");
        }

        bool hasPair = configuration.Pair.Length > 0;
        bool hasScaling = configuration.Scaling.Length > 0;
        bool hasLoad = configuration.Load.Length > 0;
        if (hasScaling != hasLoad || hasPair == hasScaling)
        {
            AddError(
                read,
                "metricSpecifications",
                $"a metric pair ({Pair}) is required, or a scaling metric ({Scaling}) and a load metric ({Load})"
            );
        }

        return configuration;
    }

    private static void WriteMetric(XmlText xml, string name, string type, string label)
    {
        if (type.Length > 0)
        {
            xml.Open(name).Leaf("PredefinedMetricType", type).LeafIfNotEmpty("ResourceLabel", label).Close(name);
        }
    }

    private static void AddError(QueryReader read, string field, string constraint) =>
        read.AddError($"Value at 'predictiveScalingConfiguration.{field}' failed to satisfy constraint: {constraint}");
}
