using Scalewright.Decisions;
using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Reads the tags of a Phantom group.</summary>
internal static class PhantomGroup
{
    private static readonly string[] Settings = [PhantomTags.Definition, "clouds", "minimum_vms"];

    // Tags that SensorGroup reads.
    private static readonly string[] SensorSettings =
    [
        "metric",
        "sample_function",
        "monitor_sensors",
        "monitor_domain_sensors",
        "maximum_vms",
        "cooldown_period",
        "scale_up_threshold",
        "scale_up_n_vms",
        "scale_down_threshold",
        "scale_down_n_vms",
    ];

    /// <summary>Reads the tags. Tags that instances inherit are not settings, and can have any key.</summary>
    /// <exception cref="QueryErrorException">The tags are invalid.</exception>
    public static Domain Read(string name, ValueMap<TagRecord> tags)
    {
        string[] settings = SensorGroup.IsIn(tags) ? [.. Settings, .. SensorSettings] : Settings;
        try
        {
            return PhantomTags.Read(
                name,
                tags.Values.Where(tag => !tag.IsPropagated || settings.Contains(tag.Key, StringComparer.Ordinal))
                    .Select(tag => KeyValuePair.Create(tag.Key, tag.Value))
                    .ToValueMap()
            );
        }
        catch (DecisionException exception)
        {
            throw new QueryErrorException(
                QueryError.InvalidParameterValue(string.Join("; ", exception.Problems.Select(problem => $"tag {problem}")))
            );
        }
    }
}
