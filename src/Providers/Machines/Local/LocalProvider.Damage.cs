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
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ProviderException(Name, [LocalProblems.FolderFailed($"reading {_options.Folder}", failure)], failure);
        }
    }

    /// <summary>Removes all nodes whose record is damaged, and everything that runs on them.</summary>
    /// <param name="cancellationToken">Stops before the next node.</param>
    /// <returns>The nodes that were removed.</returns>
    /// <exception cref="ProviderException">A node cannot be removed.</exception>
    public async Task<ValueList<DamagedNode>> RemoveDamagedNodesAsync(CancellationToken cancellationToken = default)
    {
        ValueList<DamagedNode> damaged = FindDamagedNodes();
        foreach (DamagedNode node in damaged)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await _executor.RemoveAsync(node.Id) is { } problem)
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
