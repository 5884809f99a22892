using System.Xml.Linq;

namespace Scalewright.Providers.AutoScaling.Places;

/// <summary>Lists instances, page by page.</summary>
internal sealed class InstanceList(AutoScalingClient client, AutoScalingOptions options)
{
    // EC2 API reference, "List and filter": 200 values of a filter.
    private const int FilterValuesMax = 200;

    /// <summary>All instances of an owner that are not gone yet.</summary>
    /// <param name="owner">Whose; null: everything with a tag of ours.</param>
    /// <exception cref="AutoScalingException">The place cannot be asked.</exception>
    public async Task<ValueList<PlaceInstance>> OfAsync(Owner? owner, CancellationToken cancellationToken)
    {
        (string Name, IEnumerable<string> Values) mine = owner is null
            ? ("tag-key", [InstanceTags.OwnerKey])
            : ("tag:" + InstanceTags.OwnerKey, [Literal(owner.ToString())]);
        ValueList<PlaceInstance> found = await AskAsync(
            [mine, ("instance-state-name", ["pending", "running", "shutting-down", "stopping", "stopped"])],
            cancellationToken);
        return
        [
            .. found.Where(instance => instance.Mark is not null && instance.State != "terminated")
                .DistinctBy(instance => instance.Id, StringComparer.Ordinal)
        ];
    }

    /// <summary>Instances by their ids; what is not there is left out.</summary>
    public async Task<Dictionary<string, PlaceInstance>> FindAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        Dictionary<string, PlaceInstance> found = new(StringComparer.Ordinal);
        foreach (string[] some in ids.Distinct(StringComparer.Ordinal).Chunk(FilterValuesMax))
        {
            foreach (PlaceInstance instance in await AskAsync([("instance-id", some)], cancellationToken))
            {
                found[instance.Id] = instance;
            }
        }

        return found;
    }

    /// <summary>The nodes of a name that an owner has.</summary>
    public async Task<ValueList<PlaceInstance>> NamedAsync(
        Owner owner, string node, CancellationToken cancellationToken) =>
        await AskAsync(
            [
                ("tag:" + InstanceTags.OwnerKey, [Literal(owner.ToString())]),
                ("tag:" + InstanceTags.NodeKey, [Literal(node)])
            ],
            cancellationToken);

    private async Task<ValueList<PlaceInstance>> AskAsync(
        (string Name, IEnumerable<string> Values)[] filters, CancellationToken cancellationToken)
    {
        ValueMap<string> parameters = filters
            .SelectMany(
                (filter, index) => filter.Values.Select((value, place) => Pair(
                    $"Filter.{index + 1}.Value.{place + 1}", value))
                    .Append(Pair($"Filter.{index + 1}.Name", filter.Name)))
            .Append(Pair("MaxResults", options.PageSize.ToString(CultureInfo.InvariantCulture)))
            .ToValueMap();
        ValueList<XElement> reservations = await client.ListAsync(
            "DescribeInstances", "reservationSet", parameters, cancellationToken);
        return [.. PlaceInstance.ReadAll(reservations)];
    }

    private static KeyValuePair<string, string> Pair(string name, string value) => KeyValuePair.Create(name, value);

    // EC2 user guide, "Filter by wildcards": * and ? stand for others unless a backslash is before them.
    private static string Literal(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)
            .Replace("?", "\\?", StringComparison.Ordinal);
}
