using Scalewright.Providers.Local.Links;
using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local;

/// <content>Network conditions of node links: delay, loss and cuts.</content>
public sealed partial class LocalProvider
{
    private readonly SemaphoreSlim _shaping = new(1);

    /// <summary>
    /// Replaces the conditions of a node's link. They remain after this program exits, until the link is restored, the
    /// cluster is opened again or the node is removed. If packets are delayed, the node is disconnected after the exit,
    /// because this program carries the packets.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="shape">The new conditions.</param>
    /// <param name="cancellationToken">Cancels waiting for other changes; a started change completes.</param>
    /// <exception cref="ProviderException">The node does not exist, the conditions are invalid, or the kernel does not
    /// apply them. In the last case the link is restored.</exception>
    public async Task SetLinkConditionsAsync(Resource node, LinkConditions shape, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(shape);
        ThrowIfAny([.. LinkConditionsCheck.Values(shape), .. _isolation.FindMissing(shape)]);
        await ChangeLinkAsync(node, shape, cancellationToken);
    }

    /// <summary>
    /// Removes the conditions of a node's link, including those set by another program. Does nothing if the link is
    /// unimpaired or the node does not exist.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Cancels waiting for other changes; a started change completes.</param>
    /// <exception cref="ProviderException">The link cannot be restored.</exception>
    public Task RestoreLinkAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ChangeLinkAsync(node, LinkConditions.Unimpaired, cancellationToken);
    }

    /// <summary>
    /// Returns the current conditions of a node's link, including those set by another program. Returns
    /// <see cref="LinkConditions.Unimpaired"/> if no conditions are set or the node does not exist.
    /// </summary>
    /// <param name="node">The node.</param>
    public LinkConditions GetLinkConditions(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IsThere(node) ? _folders.ReadShape(node.Id) : LinkConditions.Unimpaired;
    }

    /// <summary>
    /// Returns the traffic that this program forwarded over the delayed link of a node. Returns null if this program
    /// does not delay that link, even if another program does.
    /// </summary>
    /// <param name="node">The node.</param>
    public LinkStatistics? GetLinkStatistics(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IsThere(node) ? _isolation.GetTraffic(node.Id) : null;
    }

    private bool IsThere(Resource node) => Find(node) is not null;

    private LocalNode? Find(Resource node)
    {
        try
        {
            return _folders.Read(node.Id) is { IsComplete: true } found && found.Mark.Token == node.Tag.Token ? found : null;
        }
        catch (IOException failure)
        {
            throw new ProviderException(Name, [LocalProblems.FolderFailed($"reading {_options.Folder}", failure)], failure);
        }
    }

    private void ThrowIfAny(Problem[] problems)
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
                ThrowIfAny([LocalProblems.NotFound(node.Id)]);
            }
        }
        catch (Exception failure) when (failure is LinkSetupException || LocalProblems.IsFolderFailure(failure))
        {
            Problem problem = (failure as LinkSetupException)?.Problem ?? LocalProblems.FolderFailed($"shaping {node.Id}", failure);
            throw new ProviderException(Name, [problem], failure);
        }
        finally
        {
            _shaping.Release();
        }
    }

    private string[] FindAddresses(string id, IEnumerable<string> names)
    {
        string? owner = _folders.Read(id)?.Mark.Owner;
        return
        [
            .. names.Select(name =>
                _folders
                    .ReadAll()
                    .Where(other => other.Node.IsComplete && other.Node.Name == name && other.Node.Mark.Owner == owner)
                    .Select(other => other.Node.Address)
                    .FirstOrDefault()
                ?? throw new LinkSetupException(LocalProblems.NotFound(name))
            ),
        ];
    }

    private async Task ChangeLinkAsync(string id, string name, LinkConditions shape)
    {
        // Stored before the change and deleted after the link is restored, so that the state is known after a crash.
        if (shape != LinkConditions.Unimpaired)
        {
            _folders.WriteShape(id, shape);
        }

        string address = _folders.Read(id)?.Address ?? "";
        try
        {
            await _isolation.ShapeAsync(
                id,
                shape,
                address,
                FindAddresses(id, shape.BlockedInboundNodes.Distinct(StringComparer.Ordinal)),
                FindAddresses(id, shape.InboundLinks.Select(link => link.FromNode))
            );
        }
        catch (LinkSetupException) when (shape != LinkConditions.Unimpaired)
        {
            await _isolation.ShapeAsync(id, LinkConditions.Unimpaired, address, [], []);
            _folders.RemoveShape(id);
            LocalLog.LinkConditionsFailed(Logger, name);
            throw;
        }

        if (shape == LinkConditions.Unimpaired)
        {
            _folders.RemoveShape(id);
            LocalLog.LinkRestored(Logger, name);
        }
        else
        {
            LocalLog.LinkConditionsSet(Logger, name);
        }
    }
}
