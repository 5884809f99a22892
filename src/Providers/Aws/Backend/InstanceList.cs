using System.Xml.Linq;

namespace Scalewright.Providers.AutoScaling.Backend;

/// <summary>Lists and finds instances of the service, across all pages.</summary>
internal sealed class InstanceList(AutoScalingClient client, AutoScalingOptions options)
{
    // EC2 API reference, "List and filter": 200 values per filter.
    private const int MaxFilterValues = 200;

    /// <summary>Lists the instances of an owner that are not terminated.</summary>
    /// <param name="owner">Owner; null for all instances with an ownership tag.</param>
    /// <exception cref="AutoScalingException">The request failed.</exception>
    public async Task<ValueList<Ec2Instance>> ListAsync(Owner? owner, CancellationToken cancellationToken)
    {
        (string Name, IEnumerable<string> Values) ownerFilter = owner is null
            ? ("tag-key", [InstanceTags.OwnerKey])
            : ("tag:" + InstanceTags.OwnerKey, [Literal(owner.ToString())]);
        ValueList<Ec2Instance> instances = await QueryAsync(
            [ownerFilter, ("instance-state-name", ["pending", "running", "shutting-down", "stopping", "stopped"])],
            cancellationToken
        );
        return
        [
            .. instances
                .Where(instance => instance.Tag is not null && instance.State != "terminated")
                .DistinctBy(instance => instance.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Finds instances by ID; unknown IDs are omitted.</summary>
    public async Task<Dictionary<string, Ec2Instance>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        Dictionary<string, Ec2Instance> instances = new(StringComparer.Ordinal);
        foreach (string[] chunk in ids.Distinct(StringComparer.Ordinal).Chunk(MaxFilterValues))
        {
            foreach (Ec2Instance instance in await QueryAsync([("instance-id", chunk)], cancellationToken))
            {
                instances[instance.Id] = instance;
            }
        }

        return instances;
    }

    public async Task<ValueList<Ec2Instance>> ListByNameAsync(Owner owner, string node, CancellationToken cancellationToken) =>
        await QueryAsync(
            [("tag:" + InstanceTags.OwnerKey, [Literal(owner.ToString())]), ("tag:" + InstanceTags.NodeKey, [Literal(node)])],
            cancellationToken
        );

    private async Task<ValueList<Ec2Instance>> QueryAsync(
        (string Name, IEnumerable<string> Values)[] filters,
        CancellationToken cancellationToken
    )
    {
        ValueMap<string> parameters = filters
            .SelectMany(
                (filter, index) =>
                    filter
                        .Values.Select((value, position) => Pair($"Filter.{index + 1}.Value.{position + 1}", value))
                        .Append(Pair($"Filter.{index + 1}.Name", filter.Name))
            )
            .Append(Pair("MaxResults", options.PageSize.ToString(CultureInfo.InvariantCulture)))
            .ToValueMap();
        ValueList<XElement> reservations = await client.ListAsync("DescribeInstances", "reservationSet", parameters, cancellationToken);
        return [.. Ec2Instance.ReadAll(reservations)];
    }

    private static KeyValuePair<string, string> Pair(string name, string value) => KeyValuePair.Create(name, value);

    // EC2 user guide, "Filter by wildcards": * and ? are wildcards unless escaped with a backslash.
    private static string Literal(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("*", "\\*", StringComparison.Ordinal)
            .Replace("?", "\\?", StringComparison.Ordinal);
}
