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
    public static PolicyRecord Read(QueryReader reader, PolicyRecord policy)
    {
        reader.Reject("metric math is not evaluated here; report the value of the expression as one metric", Customized + ".Metrics");
        bool isPredefined = reader.Has(Predefined + ".");
        if (reader.IsDescribing)
        {
            return ReadCustomized(reader, ReadPredefined(reader, policy));
        }

        if (isPredefined == reader.Has(Customized + "."))
        {
            reader.AddError(
                "targetTrackingConfiguration",
                "specify exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification"
            );
            return policy;
        }

        return isPredefined ? ReadPredefined(reader, policy) : ReadCustomized(reader, policy);
    }

    public static void Write(XmlText xml, PolicyRecord policy)
    {
        if (policy.Custom is { } custom)
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
    public static ValueMap<string> ReadDimensions(QueryReader reader, string list)
    {
        KeyValuePair<string, string>[] dimensions =
        [
            .. reader
                .Structures(list)
                .Select(prefix => KeyValuePair.Create(reader.Required(prefix + "Name"), reader.Required(prefix + "Value", MaxLabelLength))),
        ];
        ValueMap<string> map = dimensions.ToValueMap();
        reader.AddErrorIf(
            map.Count < dimensions.Length || dimensions.Length > MaxDimensions,
            "customizedMetricSpecification.dimensions",
            $"Member must have at most {MaxDimensions} dimensions, each once"
        );
        return map;
    }

    public static XmlText WriteDimensions(XmlText xml, CustomMetric metric) =>
        xml.List("Dimensions", "member", metric.Dimensions, static (xml, dimension) =>
            xml.Leaf("Name", dimension.Key).Leaf("Value", dimension.Value)
        );

    private static PolicyRecord ReadPredefined(QueryReader reader, PolicyRecord policy)
    {
        string type = reader.Required(Predefined + ".PredefinedMetricType");
        string label = reader.Recorded("the metric is what is reported by its type").Text(Predefined + ".ResourceLabel", MaxLabelLength)
            ?? "";
        if (type.Length > 0)
        {
            RequireOneOf(reader, "targetTrackingConfiguration.predefinedMetricSpecification.predefinedMetricType", type, Types);
            reader.AddErrorIf(
                (type == RequestCount) != (label.Length > 0),
                "resourceLabel",
                $"{RequestCount}, and no other metric, needs one",
                label
            );
        }

        return policy with
        {
            Metric = type,
            ResourceLabel = label,
        };
    }

    private static PolicyRecord ReadCustomized(QueryReader reader, PolicyRecord policy)
    {
        (string name, string path, string statistic) = (
            reader.Required(Customized + ".MetricName"),
            reader.Required(Customized + ".Namespace"),
            reader.Required(Customized + ".Statistic")
        );
        if (statistic.Length > 0)
        {
            RequireOneOf(
                reader,
                "targetTrackingConfiguration.customizedMetricSpecification.statistic",
                statistic,
                CustomMetricRecord.Statistics
            );
        }

        CustomMetric metric = new(path, name) { Dimensions = ReadDimensions(reader, Customized + ".Dimensions.member") };
        return policy with
        {
            Metric = metric.Id,
            Custom = new CustomMetricRecord(metric, statistic)
            {
                Unit = reader.Recorded("values are reported without units").Text(Customized + ".Unit") ?? "",
            },
        };
    }

    private static void RequireOneOf(QueryReader reader, string field, string value, IReadOnlyCollection<string> names) =>
        reader.AddErrorIf(
            !names.Contains(value, StringComparer.Ordinal),
            field,
            $"Member must satisfy enum value set: [{string.Join(", ", names)}]",
            value
        );
}
