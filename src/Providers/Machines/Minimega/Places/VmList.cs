namespace Scalewright.Providers.Minimega.Places;

/// <summary>Reads VMs and namespaces from minimega without caching.</summary>
internal sealed class VmList(MinimegaNamespaces spaces, MinimegaOptions options)
{
    // A namespace has no tags: only its name is known.
    private const string SpaceToken = "namespace";

    /// <summary>Reads all resources of an owner, or of all owners.</summary>
    /// <exception cref="MinimegaException">The server does not respond.</exception>
    public async Task<ValueList<Resource>> ReadAsync(Owner? owner, CancellationToken cancellationToken)
    {
        List<Resource> found = [];
        foreach (string name in await spaces.ListAsync(cancellationToken))
        {
            if (owner is null || MinimegaNamespaceName.OwnerOf(name) == owner)
            {
                // Under the lock, so that a namespace whose first node is just being created is not considered empty.
                found.AddRange(await spaces[name].InTurnAsync(
                    client => ReadAsync(name, client, cancellationToken), cancellationToken));
            }
        }

        return [.. found];
    }

    /// <summary>Lists the VMs of a namespace; none if it is missing. The query does not create it.</summary>
    /// <exception cref="MinimegaException">The server does not respond.</exception>
    public async Task<ValueList<MinimegaVm>> FindAsync(
        string space, MinimegaClient client, CancellationToken cancellationToken)
    {
        if (!(await spaces.ListAsync(cancellationToken)).Contains(space, StringComparer.Ordinal))
        {
            return [];
        }

        ValueList<ValueMap<string>> rows = await client.VmInfoAsync(MinimegaVm.Columns, cancellationToken);
        return rows.Select(row => MinimegaVm.Read(space, row)).ToValueList();
    }

    /// <summary>Finds a VM by its ID as a resource.</summary>
    /// <exception cref="MinimegaException">The server does not respond.</exception>
    public async Task<MinimegaVm?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (id.Split('/', 2) is not [var space, var name] || MinimegaNamespaceName.OwnerOf(space) is null)
        {
            return null;
        }

        MinimegaClient client = await spaces[space].ConnectAsync(cancellationToken);
        return (await FindAsync(space, client, cancellationToken)).FirstOrDefault(vm => vm.Name == name);
    }

    private async Task<ValueList<Resource>> ReadAsync(
        string space, MinimegaClient client, CancellationToken cancellationToken)
    {
        if (!(await spaces.ListAsync(cancellationToken)).Contains(space, StringComparer.Ordinal))
        {
            return [];
        }

        ValueList<MinimegaVm> vms = await FindAsync(space, client, cancellationToken);
        return vms.Count > 0 ? vms.Select(vm => vm.ToResource()).OfType<Resource>().ToValueList() : [Rest(space)];
    }

    /// <summary>
    /// An empty namespace, as left by a program that was killed between its first command and the launch of its first
    /// node. Its age is unknown.
    /// </summary>
    private Resource Rest(string space) =>
        new(space, new ResourceTag(MinimegaNamespaceName.OwnerOf(space)!, StepTarget.Network, space, SpaceToken),
            ResourceState.Ready, options.Clock.GetUtcNow());
}
