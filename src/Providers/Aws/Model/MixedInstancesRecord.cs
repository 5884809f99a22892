using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// The mixed instances policy of a group: a launch template and the instance types that replace its own.
/// </summary>
internal sealed record MixedInstancesRecord(TemplateUse Template)
{
    /// <summary>
    /// Instance types in the order of preference; the first one is launched. Empty: the template's own.
    /// </summary>
    [JsonConverter(typeof(ValueListConverter<InstanceTypeOverride>))]
    public ValueList<InstanceTypeOverride> Overrides { get; init => field = value ?? []; } = [];

    /// <summary>Percentage of the capacity above the base that is spot instances.</summary>
    [JsonIgnore]
    public int SpotShare => 100 - NumberOf("OnDemandPercentageAboveBaseCapacity", 100);

    /// <summary>The distribution over purchase options, by the names that requests use.</summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Distribution { get; init => field = value ?? ValueMap<string>.Empty; } =
        ValueMap<string>.Empty;

    /// <summary>
    /// Units of a capacity that are on-demand instances: the base, and a percentage of the rest, rounded up.
    /// </summary>
    public int OnDemandOf(int units)
    {
        int rest = Math.Max(0, units - NumberOf("OnDemandBaseCapacity", 0));
        return units - (int)((long)rest * SpotShare / 100);
    }

    private int NumberOf(string name, int otherwise) =>
        Distribution.TryGetValue(name, out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}

/// <summary>An instance type of a mixed instances policy.</summary>
/// <param name="InstanceType">The type; empty: that of the template.</param>
/// <param name="Weight">Units of the group's capacity that one such instance counts for, 1 to 999; null: 1, because the
/// request named none.</param>
internal sealed record InstanceTypeOverride(string InstanceType, int? Weight);
