namespace Scalewright.Providers.Minimega.Backend;

/// <summary>Reads VMs and namespaces from minimega without caching.</summary>
internal sealed class VmList(MinimegaNamespaces namespaces, MinimegaOptions options)
{
    // A namespace has no tags, so this token identifies it as a resource.
    private const string SpaceToken = "namespace";

    /// <summary>Reads all resources of an owner, or of all owners.</summary>
    /// <exception cref="MinimegaException">The server does not respond.</exception>
    public async Task<ValueList<Resource>> ReadAsync(Owner? owner, CancellationToken cancellationToken)
    {
        List<Resource> found = [];
        foreach (string name in await namespaces.ListAsync(cancellationToken))
        {
            if (owner is null || MinimegaNamespaceName.ParseOwner(name) == owner)
            {
                // The lock ensures that a namespace whose first node is being created is not considered empty.
                found.AddRange(
                    await namespaces[name].RunInTurnAsync(client => ReadAsync(name, client, cancellationToken), cancellationToken)
                );
            }
        }

        return [.. found];
    }

    /// <summary>
    /// Lists the VMs of a namespace; empty if the namespace does not exist. Does not create the namespace.
    /// </summary>
    /// <exception cref="MinimegaException">The server does not respond.</exception>
    public async Task<ValueList<MinimegaVm>> FindAsync(string namespaceName, MinimegaClient client, CancellationToken cancellationToken)
    {
        if (!(await namespaces.ListAsync(cancellationToken)).Contains(namespaceName, StringComparer.Ordinal))
        {
            return [];
        }

        ValueList<ValueMap<string>> rows = await client.VmInfoAsync(MinimegaVm.Columns, cancellationToken);
        return rows.Select(row => MinimegaVm.Read(namespaceName, row)).ToValueList();
    }

    /// <summary>Finds a VM by its resource ID.</summary>
    /// <exception cref="MinimegaException">The server does not respond.</exception>
    public async Task<MinimegaVm?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (id.Split('/', 2) is not [var namespaceName, var name] || MinimegaNamespaceName.ParseOwner(namespaceName) is null)
        {
            return null;
        }

        MinimegaClient client = await namespaces[namespaceName].ConnectAsync(cancellationToken);
        return (await FindAsync(namespaceName, client, cancellationToken)).FirstOrDefault(vm => vm.Name == name);
    }

    private async Task<ValueList<Resource>> ReadAsync(string namespaceName, MinimegaClient client, CancellationToken cancellationToken)
    {
        if (!(await namespaces.ListAsync(cancellationToken)).Contains(namespaceName, StringComparer.Ordinal))
        {
            return [];
        }

        ValueList<MinimegaVm> vms = await FindAsync(namespaceName, client, cancellationToken);
        return vms.Count > 0 ? vms.Select(vm => vm.ToResource()).OfType<Resource>().ToValueList() : [ToResource(namespaceName)];
    }

    /// <summary>
    /// Creates the resource of an empty namespace, which remains if a program is killed between its first command and
    /// the launch of its first node. Its age is unknown.
    /// </summary>
    private Resource ToResource(string namespaceName) =>
        new(
            namespaceName,
            new ResourceTag(MinimegaNamespaceName.ParseOwner(namespaceName)!, StepTarget.Network, namespaceName, SpaceToken),
            ResourceState.Ready,
            options.Clock.GetUtcNow()
        );
}
