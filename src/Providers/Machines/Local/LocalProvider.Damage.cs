namespace Scalewright.Providers.Local;

public sealed partial class LocalProvider
{
    /// <summary>
    /// Finds nodes whose record is damaged. Until they are removed, observing the resources of their owner fails, so
    /// that the nodes are not considered deleted. Other owners are not affected.
    /// </summary>
    /// <exception cref="ProviderException">The folder of the nodes cannot be read.</exception>
    public ValueList<DamagedNode> FindDamagedNodes()
    {
        try
        {
            return _folders.ReadEach().Damaged.ToValueList();
        }
        catch (Exception failure) when (LocalProblems.IsFolderFailure(failure))
        {
            throw new ProviderException(Name, [LocalProblems.FolderFailed($"reading {_options.Folder}", failure)], failure);
        }
    }

    /// <summary>Removes all nodes whose record is damaged, and everything that runs on them.</summary>
    /// <param name="cancellationToken">Stops before the next node.</param>
    /// <returns>The nodes that were removed.</returns>
    /// <exception cref="ProviderException">A node cannot be removed.</exception>
    public Task<ValueList<DamagedNode>> RemoveDamagedNodesAsync(CancellationToken cancellationToken = default) =>
        RemoveDamagedNodesAsync(FindDamagedNodes(), cancellationToken);

    /// <summary>Removes some of the nodes whose record is damaged, and everything that runs on them.</summary>
    /// <param name="nodes">The nodes, from <see cref="FindDamagedNodes"/>. Those that are no longer damaged are
    /// kept.</param>
    /// <param name="cancellationToken">Stops before the next node.</param>
    /// <returns>The nodes that were removed.</returns>
    /// <exception cref="ProviderException">A node cannot be removed.</exception>
    public async Task<ValueList<DamagedNode>> RemoveDamagedNodesAsync(
        IEnumerable<DamagedNode> nodes,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(nodes);
        HashSet<string> ids = nodes.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        ValueList<DamagedNode> damaged = [.. FindDamagedNodes().Where(node => ids.Contains(node.Id))];
        foreach (DamagedNode node in damaged)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await _executor.TryRemoveAsync(node.Id) is { } problem)
            {
                throw new ProviderException(Name, [problem]);
            }
        }

        return damaged;
    }

    /// <summary>Throws if a damaged record belongs to the owner or has an unknown owner.</summary>
    private void ThrowIfDamaged(Owner? owner, List<DamagedNode> damaged)
    {
        ThrowIfAny(
            owner is null
                ? []
                :
                [
                    .. damaged
                        .Where(node => node.Owner is null || node.Owner == owner)
                        .Select(node => node.Describe() with { Severity = ProblemSeverity.Error }),
                ]
        );
    }
}
