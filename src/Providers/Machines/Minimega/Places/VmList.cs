namespace Scalewright.Providers.Minimega.Places;

/// <summary>What minimega has, read anew each time.</summary>
internal sealed class VmList(Spaces spaces, MinimegaProviderOptions options)
{
    // A namespace has no tags: what is known of it is its name.
    private const string SpaceToken = "namespace";

    /// <summary>All that is there of an owner, or of all owners.</summary>
    /// <exception cref="MinimegaException">The server cannot be asked.</exception>
    public async Task<ValueList<Resource>> ReadAsync(Owner? owner, CancellationToken cancellationToken)
    {
        List<Resource> found = [];
        foreach (string name in await spaces.ListAsync(cancellationToken))
        {
            if (owner is null || SpaceName.OwnerOf(name) == owner)
            {
                // In its turn: a namespace whose first node is just being made is not taken for an empty one.
                found.AddRange(await spaces[name].InTurnAsync(client => ReadAsync(name, client, cancellationToken), cancellationToken));
            }
        }

        return [.. found];
    }

    /// <summary>The VMs of a namespace. A namespace that is not there has none, and is not made by asking.</summary>
    /// <exception cref="MinimegaException">The server cannot be asked.</exception>
    public async Task<ValueList<PlaceVm>> FindAsync(string space, MinimegaClient client, CancellationToken cancellationToken)
    {
        if (!(await spaces.ListAsync(cancellationToken)).Contains(space, StringComparer.Ordinal))
        {
            return [];
        }

        ValueList<ValueMap<string>> rows = await client.VmInfoAsync(PlaceVm.Columns, cancellationToken);
        return rows.Select(row => PlaceVm.Read(space, row)).ToValueList();
    }

    /// <summary>A VM by the provider's name for it.</summary>
    /// <exception cref="MinimegaException">The server cannot be asked.</exception>
    public async Task<PlaceVm?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (id.Split('/', 2) is not [var space, var name] || SpaceName.OwnerOf(space) is null)
        {
            return null;
        }

        MinimegaClient client = await spaces[space].ConnectAsync(cancellationToken);
        return (await FindAsync(space, client, cancellationToken)).FirstOrDefault(vm => vm.Name == name);
    }

    private async Task<ValueList<Resource>> ReadAsync(string space, MinimegaClient client, CancellationToken cancellationToken)
    {
        if (!(await spaces.ListAsync(cancellationToken)).Contains(space, StringComparer.Ordinal))
        {
            return [];
        }

        ValueList<PlaceVm> vms = await FindAsync(space, client, cancellationToken);
        return vms.Count > 0 ? vms.Select(vm => vm.ToResource()).OfType<Resource>().ToValueList() : [Rest(space)];
    }

    /// <summary>What a program leaves that is killed between the first command to a namespace and the launch of its first node. Nobody knows since when it is there.</summary>
    private Resource Rest(string space) =>
        new(space, new ResourceTag(SpaceName.OwnerOf(space)!, StepTarget.Network, space, SpaceToken), ResourceState.Ready, options.Clock.GetUtcNow());
}
