namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Reads the list of what exists page by page, each resource once however the pages overlap.</summary>
internal sealed class Listing(World world, Owner? owner)
{
    private readonly Dictionary<long, Resource> _found = [];

    /// <exception cref="ProviderException">A page could not be had, or the list does not end.</exception>
    public async Task<ValueList<Resource>> ReadAsync(CancellationToken cancellationToken)
    {
        int pagesMax = world.Options.Calls.PagesMax;
        long after = 0;
        for (int page = 1; page <= pagesMax; page++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await world.Calls.AskAsync(new Call(CallKinds.List, "", $"{owner}/{page}"));
            List<Holding> items = world.Inventory.Page(after, world.Options.Calls.PageItems);
            Keep(items);
            if (items.Count < world.Options.Calls.PageItems)
            {
                return Sorted();
            }

            after = world.Weather.NextPage(after, items[^1].Number);
        }

        throw CallLine.Failure(CloudProblems.EndlessList(pagesMax));
    }

    private void Keep(List<Holding> items)
    {
        foreach (Holding item in items)
        {
            if (item.Seen is { } seen && (owner is null || seen.Tag.Owner == owner))
            {
                _found[item.Number] = seen;
            }
        }
    }

    private ValueList<Resource> Sorted() => _found.Values.OrderBy(resource => resource.CreatedAt).ThenBy(resource => resource.Id, StringComparer.Ordinal).ToValueList();
}
