using Scalewright.Providers.Local.Links;
using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local;

/// <content>Shaping of node links: delay, loss and cuts.</content>
public sealed partial class LocalProvider
{
    private readonly SemaphoreSlim _shaping = new(1);

    /// <summary>
    /// Replaces the shape of the link of a node. The shape outlives this program: it stays until it is restored, its
    /// cluster is opened again or the node is removed. However, when a program that delays packets exits, nothing
    /// passes that link until then.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="shape">The new shape.</param>
    /// <param name="cancellationToken">Cancels waiting for other changes; a started change completes.</param>
    /// <exception cref="ProviderException">The node is gone, the shape is invalid, or the kernel does not apply it; in
    /// the last case the link is reset as if restored.</exception>
    public async Task SetLinkConditionsAsync(
        Resource node, LinkConditions shape, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(shape);
        Refuse([.. LinkConditionsCheck.Values(shape), .. _isolation.Lacks(shape)]);
        await ChangeLinkAsync(node, shape, cancellationToken);
    }

    /// <summary>
    /// Reverts the shape of the link of a node, whichever program applied it. Does nothing if the link is not shaped or
    /// the node is gone.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Cancels waiting for other changes; a started change completes.</param>
    /// <exception cref="ProviderException">The shape cannot be reverted.</exception>
    public Task RestoreLinkAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ChangeLinkAsync(node, LinkConditions.Unimpaired, cancellationToken);
    }

    /// <summary>
    /// Reads the last shape of the link of a node, whichever program applied it. Returns
    /// <see cref="LinkConditions.Unimpaired"/>
    /// if it was never shaped, was restored, or the node is gone.
    /// </summary>
    /// <param name="node">The node.</param>
    public LinkConditions GetLinkConditions(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IsThere(node) ? _folders.ReadShape(node.Id) : LinkConditions.Unimpaired;
    }

    /// <summary>
    /// Reads the traffic that this program carried over the delayed link of a node. Returns null if it delays no link
    /// there, including when another program does or has taken over.
    /// </summary>
    /// <param name="node">The node.</param>
    public LinkStatistics? GetLinkStatistics(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IsThere(node) ? _isolation.TrafficOf(node.Id) : null;
    }

    private bool IsThere(Resource node) => Find(node) is not null;

    private LocalNode? Find(Resource node)
    {
        try
        {
            return _folders.Read(node.Id) is { IsWhole: true } found
                && found.Mark.Token == node.Tag.Token ? found : null;
        }
        catch (IOException failure)
        {
            throw new ProviderException(
                Name, [LocalProblems.FolderFailed($"reading {_options.Folder}", failure)], failure);
        }
    }

    private void Refuse(Problem[] problems)
    {
        if (problems.Length > 0)
        {
            throw new ProviderException(Name, problems.ToValueList());
        }
    }

    private async Task ChangeLinkAsync(Resource node, LinkConditions shape, CancellationToken cancellationToken)
    {
        await _shaping.WaitAsync(cancellationToken);
        try
        {
            if (IsThere(node))
            {
                await ChangeLinkAsync(node.Id, node.Tag.Name, shape);
            }
            else if (shape != LinkConditions.Unimpaired)
            {
                Refuse([LocalProblems.Gone(node.Id)]);
            }
        }
        catch (Exception failure) when (failure is LinkSetupException or IOException or UnauthorizedAccessException)
        {
            Problem problem =
                (failure as LinkSetupException)?.Problem ?? LocalProblems.FolderFailed($"shaping {node.Id}", failure);
            throw new ProviderException(Name, [problem], failure);
        }
        finally
        {
            _shaping.Release();
        }
    }

    private string[] AddressesOf(string id, IEnumerable<string> names)
    {
        string? owner = _folders.Read(id)?.Mark.Owner;
        return [.. names.Select(name => _folders.ReadAll()
            .Where(other => other.Node.IsWhole && other.Node.Name == name && other.Node.Mark.Owner == owner)
            .Select(other => other.Node.Address)
            .FirstOrDefault() ?? throw new LinkSetupException(LocalProblems.Gone(name)))];
    }

    private async Task ChangeLinkAsync(string id, string name, LinkConditions shape)
    {
        // Recorded before the change and deleted after the revert, so that the state is known after a crash.
        if (shape != LinkConditions.Unimpaired)
        {
            _folders.WriteShape(id, shape);
        }

        string address = _folders.Read(id)?.Address ?? "";
        try
        {
            await _isolation.ShapeAsync(
                id, shape, address, AddressesOf(id, shape.BlockedInboundNodes.Distinct(StringComparer.Ordinal)),
                AddressesOf(id, shape.InboundLinks.Select(way => way.FromNode)));
        }
        catch (LinkSetupException) when (shape != LinkConditions.Unimpaired)
        {
            await _isolation.ShapeAsync(id, LinkConditions.Unimpaired, address, [], []);
            _folders.RemoveShape(id);
            LocalLog.LinkConditionsFailed(_logger, name);
            throw;
        }

        if (shape == LinkConditions.Unimpaired)
        {
            _folders.RemoveShape(id);
            LocalLog.LinkRestored(_logger, name);
        }
        else
        {
            LocalLog.LinkConditionsSet(_logger, name);
        }
    }
}
