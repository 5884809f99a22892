using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Mixed instances policy of a group: a launch template and alternative instance types.</summary>
internal sealed record MixedInstancesRecord(TemplateUse Template)
{
    /// <summary>
    /// Instance types in order of preference; the first one is launched. Empty for that of the template.
    /// </summary>
    [JsonConverter(typeof(ValueListConverter<InstanceTypeOverride>))]
    public ValueList<InstanceTypeOverride> Overrides
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Percentage of spot instances in the capacity above the base.</summary>
    [JsonIgnore]
    public int SpotPercentage => 100 - GetNumber("OnDemandPercentageAboveBaseCapacity", 100);

    /// <summary>Distribution over purchase options, by request parameter.</summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Distribution
    {
        get;
        init => field = value ?? ValueMap<string>.Empty;
    } = ValueMap<string>.Empty;

    /// <summary>
    /// Returns the on-demand units of a capacity: the base, and a percentage of the rest, rounded up.
    /// </summary>
    public int GetOnDemand(int units)
    {
        int rest = Math.Max(0, units - GetNumber("OnDemandBaseCapacity", 0));
        return units - (int)((long)rest * SpotPercentage / 100);
    }

    private int GetNumber(string name, int otherwise) =>
        Distribution.TryGetValue(name, out string? text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}

/// <summary>An instance type of a mixed instances policy.</summary>
/// <param name="InstanceType">Instance type; empty for that of the template.</param>
/// <param name="Weight">Units of group capacity per instance, 1 to 999; null, if the request named none, counts as
/// 1.</param>
internal sealed record InstanceTypeOverride(string InstanceType, int? Weight);
