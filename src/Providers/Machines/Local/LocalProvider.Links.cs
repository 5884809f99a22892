using Scalewright.Providers.Local.Links;
using Scalewright.Providers.Local.Nodes;

namespace Scalewright.Providers.Local;

/// <content>Links of nodes that are made slow, lossy or cut.</content>
public sealed partial class LocalProvider
{
    private readonly SemaphoreSlim _shaping = new(1);

    /// <summary>Gives the link of a node another shape, in place of the one that it had. It stays until it is restored, its cluster is opened anew or the node is removed, whatever becomes of this program;
    /// but when a program ends that delays packets, nothing at all passes that link until then.</summary>
    /// <param name="node">The node.</param>
    /// <param name="shape">How its link shall behave.</param>
    /// <param name="cancellationToken">Ends the waiting for other changes; what has begun is done to its end.</param>
    /// <exception cref="ProviderException">The node is gone, the shape cannot be, or the kernel does not keep it: then the link is as if restored.</exception>
    public async Task ShapeAsync(Resource node, LinkShape shape, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(shape);
        Refuse([.. ShapeCheck.Values(shape), .. _isolation.Lacks(shape)]);
        await ChangeLinkAsync(node, shape, cancellationToken);
    }

    /// <summary>Undoes what was done to the link of a node, by whatever program; does nothing when nothing was, or the node is gone.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends the waiting for other changes; what has begun is done to its end.</param>
    /// <exception cref="ProviderException">It cannot be undone.</exception>
    public Task RestoreAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return ChangeLinkAsync(node, LinkShape.Open, cancellationToken);
    }

    /// <summary>How the link of a node was shaped last, by whatever program; <see cref="LinkShape.Open"/> when it was not, was restored, or the node is gone.</summary>
    /// <param name="node">The node.</param>
    public LinkShape ReadShape(Resource node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return IsThere(node) ? _folders.ReadShape(node.Id) : LinkShape.Open;
    }

    /// <summary>What this program has carried over the link of a node that it delays; null when it delays none there, also because another program does, or took it away.</summary>
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
        // Written down before anything is done and wiped out after all is undone, so that what a crash leaves is known.
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
