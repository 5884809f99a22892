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
    public async Task ShapeAsync(Resource node, LinkShape shape, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(shape);
        Refuse([.. ShapeCheck.Values(shape), .. _isolation.Lacks(shape)]);
        await ChangeLinkAsync(node, shape, cancellationToken);
    }

    /// <summary>
    /// Reverts the shape of the link of a node, whichever program applied it. Does nothing if the link is not shaped or
    /// the node is gone.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Cancels waiting for other changes; a started change completes.</param>
    /// <exception cref="ProviderException">The shape cannot be reverted.</exception>
    public Task RestoreAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ChangeLinkAsync(node, LinkShape.Open, cancellationToken);
    }

    /// <summary>
    /// Reads the last shape of the link of a node, whichever program applied it. Returns <see cref="LinkShape.Open"/>
    /// if it was never shaped, was restored, or the node is gone.
    /// </summary>
    /// <param name="node">The node.</param>
    public LinkShape ReadShape(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IsThere(node) ? _folders.ReadShape(node.Id) : LinkShape.Open;
    }

    /// <summary>
    /// Reads the traffic that this program carried over the delayed link of a node. Returns null if it delays no link
    /// there, including when another program does or has taken over.
    /// </summary>
    /// <param name="node">The node.</param>
    public LinkTraffic? ReadTraffic(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IsThere(node) ? _isolation.TrafficOf(node.Id) : null;
    }

    private bool IsThere(Resource node) => Find(node) is not null;

    private LocalNode? Find(Resource node)
    {
        try
        {
            return _folders.Read(node.Id) is { IsWhole: true } found && found.Mark.Token == node.Tag.Token ? found : null;
        }
        catch (IOException failure)
        {
            throw new ProviderException(Name, [LocalProblems.FolderFailed($"reading {_options.Folder}", failure)], failure);
        }
    }

    private void Refuse(Problem[] problems)
    {
        if (problems.Length > 0)
        {
            throw new ProviderException(Name, problems.ToValueList());
        }
    }

    private async Task ChangeLinkAsync(Resource node, LinkShape shape, CancellationToken cancellationToken)
    {
        await _shaping.WaitAsync(cancellationToken);
        try
        {
            if (IsThere(node))
            {
                await ChangeLinkAsync(node.Id, node.Tag.Name, shape);
            }
            else if (shape != LinkShape.Open)
            {
                Refuse([LocalProblems.Gone(node.Id)]);
            }
        }
        catch (Exception failure) when (failure is LinkException or IOException or UnauthorizedAccessException)
        {
            Problem problem = (failure as LinkException)?.Problem ?? LocalProblems.FolderFailed($"shaping {node.Id}", failure);
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
            .FirstOrDefault() ?? throw new LinkException(LocalProblems.Gone(name)))];
    }

    private async Task ChangeLinkAsync(string id, string name, LinkShape shape)
    {
        // Recorded before the change and deleted after the revert, so that the state is known after a crash.
        if (shape != LinkShape.Open)
        {
            _folders.WriteShape(id, shape);
        }

        string address = _folders.Read(id)?.Address ?? "";
        try
        {
            await _isolation.ShapeAsync(id, shape, address, AddressesOf(id, shape.DeafTo.Distinct(StringComparer.Ordinal)), AddressesOf(id, shape.Ways.Select(way => way.From)));
        }
        catch (LinkException) when (shape != LinkShape.Open)
        {
            await _isolation.ShapeAsync(id, LinkShape.Open, address, [], []);
            _folders.RemoveShape(id);
            LocalLog.NotShaped(_logger, name);
            throw;
        }

        if (shape == LinkShape.Open)
        {
            _folders.RemoveShape(id);
            LocalLog.Restored(_logger, name);
        }
        else
        {
            LocalLog.Shaped(_logger, name);
        }
    }
}
