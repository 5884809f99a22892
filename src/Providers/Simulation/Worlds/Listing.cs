namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Reads the list of resources by page and removes duplicates of overlapping pages.</summary>
internal sealed class Listing(World world, SimulatedController caller, Owner? owner)
{
    private readonly List<long> _numbers = [];
    private readonly List<Resource> _resources = [];

    /// <exception cref="ProviderException">A page could not be read, or the list does not end.</exception>
    public Task<ValueList<Resource>> ReadAsync(CancellationToken cancellationToken) =>
        world.Recording is { } recording ? recording.Start(() => ReadPagesAsync(cancellationToken)) : ReadPagesAsync(cancellationToken);

    private async Task<ValueList<Resource>> ReadPagesAsync(CancellationToken cancellationToken)
    {
        int maxPages = world.Options.Calls.MaxPages;
        string subject = $"{owner}";
        long after = 0;
        for (int page = 1; page <= maxPages; page++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await world.Calls.QueryAsync(
                new CloudCall(CallKinds.List, "", $"{subject}/{page}"),
                SimulatedOperation.ListResources,
                caller,
                page == 1 ? "list resources" : $"list resources, page {page}"
            );
            List<SimulatedResource> items = world.Inventory.Page(after, world.Options.Calls.PageSize);
            Keep(items);
            if (items.Count < world.Options.Calls.PageSize)
            {
                ValueList<Resource> resources = Sorted();
                world.Recording?.RecordList(caller, resources, world.Inventory.FindLagging(owner));
                return resources;
            }

            after = world.CallFaults.NextPage(after, items[^1].Number);
        }

        throw CloudCallPath.Failure(CloudProblems.EndlessList(maxPages));
    }

    private void Keep(List<SimulatedResource> items)
    {
        foreach (SimulatedResource resource in items)
        {
            if (resource.Listed is { } listed && (owner is null || listed.Tag.Owner == owner))
            {
                Keep(resource.Number, listed);
            }
        }
    }

    // Pages are ordered by number. If pages overlap, the later state of a resource is kept.
    private void Keep(long number, Resource resource)
    {
        int index = _numbers.Count == 0 || number > _numbers[^1] ? ~_numbers.Count : _numbers.BinarySearch(number);
        if (index >= 0)
        {
            _resources[index] = resource;
            return;
        }

        _numbers.Insert(~index, number);
        _resources.Insert(~index, resource);
    }

    private ValueList<Resource> Sorted()
    {
        for (int index = 1; index < _resources.Count; index++)
        {
            if (Compare(_resources[index - 1], _resources[index]) > 0)
            {
                _resources.Sort(Compare);
                break;
            }
        }

        return _resources.ToValueList();
    }

    private static int Compare(Resource left, Resource right) =>
        left.CreatedAt.CompareTo(right.CreatedAt) is var byTime and not 0 ? byTime : string.CompareOrdinal(left.Id, right.Id);
}
