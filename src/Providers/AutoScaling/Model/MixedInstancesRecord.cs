using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// The mixed instances policy of a group: a launch template and the instance types that replace its own.
/// </summary>
/// <param name="Template">The launch template.</param>
internal sealed record MixedInstancesRecord(TemplateUse Template)
{
    /// <summary>
    /// Instance types in the order of preference; the first one is launched. Empty: the template's own.
    /// </summary>
    [JsonConverter(typeof(ValueListConverter<InstanceTypeOverride>))]
    public ValueList<InstanceTypeOverride> Overrides { get; init => field = value ?? []; } = [];

    /// <summary>The distribution over purchase options, by the names that requests use.</summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Distribution { get; init => field = value ?? ValueMap<string>.Empty; } =
        ValueMap<string>.Empty;
}
