namespace Scalewright.Providers.Containers.Networks;

/// <summary>Addresses of the containers of the last lists.</summary>
internal sealed class ContainerAddresses
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Owner, string Address)> _addresses = new(StringComparer.Ordinal);

    /// <param name="container">ID of the container.</param>
    /// <returns>Address of its first interface; empty if it is not in the list.</returns>
    public string Find(string container)
    {
        lock (_gate)
        {
            return _addresses.TryGetValue(container, out (string Owner, string Address) entry) ? entry.Address : "";
        }
    }

    /// <summary>Replaces the containers of an owner by a new list.</summary>
    /// <param name="owner">Null for all owners.</param>
    /// <param name="items">All containers of the owner.</param>
    public void Replace(Owner? owner, IEnumerable<ContainerItem> items)
    {
        lock (_gate)
        {
            string? text = owner?.ToString();
            foreach (string id in _addresses.Where(pair => text is null || pair.Value.Owner == text).Select(pair => pair.Key).ToArray())
            {
                _addresses.Remove(id);
            }

            foreach (ContainerItem item in items)
            {
                if (item is { Tag: { } tag, Endpoints: [NodeEndpoint first, ..] })
                {
                    _addresses[item.Container.Id] = (tag.Owner, first.Address.ToString());
                }
            }
        }
    }

    public void Forget(ContainerItem item)
    {
        lock (_gate)
        {
            _addresses.Remove(item.Container.Id);
        }
    }
}
