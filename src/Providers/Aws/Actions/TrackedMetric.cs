namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Metric of a target-tracking policy, predefined or customized.</summary>
/// <remarks>
/// Source: AutoScaling API reference, TargetTrackingConfiguration, PredefinedMetricSpecification,
/// CustomizedMetricSpecification.
/// </remarks>
internal static class TrackedMetric
{
    private const string Configuration = "TargetTrackingConfiguration.";
    private const string Predefined = Configuration + "PredefinedMetricSpecification";
    private const string Customized = Configuration + "CustomizedMetricSpecification";
    private const string RequestCount = "ALBRequestCountPerTarget";

    // CloudWatch allows 30 dimensions (PutMetricData).
    private const int MaxDimensions = 30;
    private const int MaxLabelLength = 1023;

    private static readonly string[] Types = ["ASGAverageCPUUtilization", "ASGAverageNetworkIn", "ASGAverageNetworkOut", RequestCount];

    /// <summary>Reads the metric and collects errors.</summary>
    public static PolicyRecord Read(QueryReader read, PolicyRecord policy)
    {
        bool isPredefined = read.Has(Predefined + ".");
        if (isPredefined == read.Has(Customized + "."))
        {
            read.AddError(
                "Value at 'targetTrackingConfiguration' failed to satisfy constraint: specify exactly one of "
                    + "PredefinedMetricSpecification and CustomizedMetricSpecification"
            );
            return policy;
        }

        return isPredefined ? ReadPredefined(read, policy) : ReadCustomized(read, policy);
    }

    public static void Write(XmlText xml, PolicyRecord policy)
    {
        if (policy.Queries.Count > 0)
        {
            TrackedMath.Write(xml, policy);
        }
        else if (policy.Custom is { } custom)
        {
            xml.Open("CustomizedMetricSpecification").Leaf("MetricName", custom.Metric.Name).Leaf("Namespace", custom.Metric.Namespace);
            WriteDimensions(xml, custom.Metric)
                .Leaf("Statistic", custom.Statistic)
                .LeafIfNotEmpty("Unit", custom.Unit)
                .Close("CustomizedMetricSpecification");
        }
        else if (policy.Metric.Length > 0)
        {
            xml.Open("PredefinedMetricSpecification")
                .Leaf("PredefinedMetricType", policy.Metric)
                .LeafIfNotEmpty("ResourceLabel", policy.ResourceLabel)
                .Close("PredefinedMetricSpecification");
        }
    }

    /// <summary>Reads the dimensions of a metric and collects errors.</summary>
    /// <param name="list">Parameter name of the list, with its <c>member</c> suffix.</param>
    public static ValueMap<string> ReadDimensions(QueryReader read, string list)
    {
        KeyValuePair<string, string>[] dimensions =
        [
            .. read.Structures(list)
                .Select(prefix => KeyValuePair.Create(read.Required(prefix + "Name"), read.Required(prefix + "Value", MaxLabelLength))),
        ];
        ValueMap<string> map = dimensions.ToValueMap();
        AddErrorIf(
            read,
            map.Count < dimensions.Length || dimensions.Length > MaxDimensions,
            "Value at 'customizedMetricSpecification.dimensions' failed to satisfy constraint: Member must have at "
                + $"most {MaxDimensions} dimensions, each once"
        );
        return map;
    }

    public static XmlText WriteDimensions(XmlText xml, CustomMetric metric) =>
        xml.List("Dimensions", "member", metric.Dimensions, static (xml, dimension) =>
            xml.Leaf("Name", dimension.Key).Leaf("Value", dimension.Value)
        );

    private static PolicyRecord ReadPredefined(QueryReader read, PolicyRecord policy)
    {
        string type = read.Required(Predefined + ".PredefinedMetricType");
        string label = read.Text(Predefined + ".ResourceLabel", MaxLabelLength) ?? "";
        if (type.Length > 0)
        {
            RequireOneOf(read, "targetTrackingConfiguration.predefinedMetricSpecification.predefinedMetricType", type, Types);
            AddErrorIf(
                read,
                (type == RequestCount) != (label.Length > 0),
                $"Value '{TextEscaping.Escape(label)}' at 'resourceLabel' failed to satisfy constraint: "
                    + $"{RequestCount}, "
                    + "and no other metric, needs one"
            );
        }

        return policy with
        {
            Metric = type,
            ResourceLabel = label,
        };
    }

    private static PolicyRecord ReadCustomized(QueryReader read, PolicyRecord policy)
    {
        if (read.Has(Customized + ".Metrics."))
        {
            return TrackedMath.Read(read, Customized + ".Metrics.member", policy);
        }

        (string name, string path, string statistic) = (
            read.Required(Customized + ".MetricName"),
            read.Required(Customized + ".Namespace"),
            read.Required(Customized + ".Statistic")
        );
        if (statistic.Length > 0)
        {
            RequireOneOf(
                read,
                "targetTrackingConfiguration.customizedMetricSpecification.statistic",
                statistic,
                CustomMetricRecord.Statistics
            );
        }

        CustomMetric metric = new(path, name) { Dimensions = ReadDimensions(read, Customized + ".Dimensions.member") };
        return policy with
        {
            Metric = metric.Id,
            Custom = new CustomMetricRecord(metric, statistic) { Unit = read.Text(Customized + ".Unit") ?? "" },
        };
    }

    private static void RequireOneOf(QueryReader read, string field, string value, IReadOnlyCollection<string> names) =>
        AddErrorIf(
            read,
            !names.Contains(value, StringComparer.Ordinal),
            $"Value '{TextEscaping.Escape(value)}' at '{field}' failed to satisfy constraint: Member must satisfy enum "
                + "value "
                + $"set: [{string.Join(", ", names)}]"
        );

    private static void AddErrorIf(QueryReader read, bool isInvalid, string message)
    {
        if (isInvalid)
        {
            read.AddError(message);
        }
    }
}
