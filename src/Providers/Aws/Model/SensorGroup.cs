using Scalewright.Decisions;
using Scalewright.Decisions.Policies;
using Scalewright.Providers.AutoScaling.Actions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Sensor of a Phantom group, configured by its tags. The sensor engine uses the values of instances. The n-preserving
/// engines add the value of the whole domain, and need both <c>metric</c> and <c>sample_function</c>. Source:
/// nimbusproject/epu 2.1.1. Pure functions.
/// </summary>
internal static class SensorGroup
{
    private const string EngineDefinition = "sensor_engine";
    private const string MemoryName = "sensor";

    // Lists of the metrics that are monitored per instance and for the domain.
    private const string InstanceList = "monitor_sensors";
    private const string DomainList = "monitor_domain_sensors";

    /// <summary>Tags that bound the sensor.</summary>
    public static ValueList<string> Bounds { get; } = ["minimum_vms", "maximum_vms"];

    /// <summary>Indicates whether tags configure a sensor.</summary>
    public static bool IsIn(ValueMap<TagRecord> tags) =>
        Text(tags, PhantomTags.Definition) == EngineDefinition
        || (Text(tags, "metric").Length > 0 && Text(tags, "sample_function").Length > 0);

    /// <summary>Passes a value to the sensor of a group.</summary>
    /// <returns>The group with new sensor state and the desired size, with the warm-up time of the group.</returns>
    public static SizedGroup Follow(ActionContext context, GroupRecord group, MetricReading reading)
    {
        if (!IsIn(group.Tags) || Text(group.Tags, "metric") != reading.Name)
        {
            return new SizedGroup(group, group.Desired);
        }

        MetricState state = IsMonitored(group.Tags, DomainList, reading.Name) ? reading.State : MetricState.Missing;
        MetricReading monitored = reading with
        {
            State = state,
            Samples = IsMonitored(group.Tags, InstanceList, reading.Name) ? reading.Samples : default,
        };
        (group, Decision decision) = GroupSizing.Decide(context, group, MemoryName, CreateSizing(group), monitored);
        return new SizedGroup(group, decision.To);
    }

    private static SensorSizing CreateSizing(GroupRecord group)
    {
        double Number(string key, double fallback) =>
            double.TryParse(Text(group.Tags, key), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : fallback;
        int Count(string key, int fallback) => (int)Math.Clamp(Number(key, fallback), int.MinValue + 1, int.MaxValue);
        int? size = group.IsSizeFixed ? group.Desired : null;
        return new SensorSizing
        {
            Metric = Text(group.Tags, "metric"),
            UpperThreshold = Number("scale_up_threshold", double.PositiveInfinity),
            LowerThreshold = Number("scale_down_threshold", double.NegativeInfinity),
            ScaleOutStep = Math.Abs(Count("scale_up_n_vms", 1)),
            ScaleInStep = Count("scale_down_n_vms", 1),
            Cooldown = TimeSpan.FromSeconds(Math.Clamp(Number("cooldown_period", 0), 0, TimeSpan.FromDays(1).TotalSeconds)),
            MinNodes = size ?? Count("minimum_vms", 0),
            MaxNodes = size ?? Count("maximum_vms", int.MaxValue),
            IncludeDomainValue = Text(group.Tags, PhantomTags.Definition) != EngineDefinition,
        };
    }

    private static bool IsMonitored(ValueMap<TagRecord> tags, string list, string metric) =>
        !tags.TryGetValue(list, out TagRecord? names)
        || names.Value.Split(',', StringSplitOptions.TrimEntries).Contains(metric, StringComparer.Ordinal);

    private static string Text(ValueMap<TagRecord> tags, string key) => tags.TryGetValue(key, out TagRecord? tag) ? tag.Value : "";
}
