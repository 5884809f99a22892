using Scalewright;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Topologies;

namespace Storage.Remote.Tests;

/// <summary>Plain processes of this machine.</summary>
internal sealed class LocalNodes : ISiteNodes
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scalewright-site-");
    private readonly LocalProvider _provider;
    private readonly List<INodeConnection> _connections = [];
    private Cluster? _cluster;

    public LocalNodes() => _provider = new LocalProvider(new LocalProviderOptions { Isolation = LocalIsolation.Processes, Folder = _folder.FullName });

    public async Task<ValueList<(INodeConnection Connection, Uri Door)>> OpenAsync(int count, Door door, CancellationToken cancellationToken)
    {
        NodeGroup group = new("site", "builtin@1.0.0") { Nodes = Enumerable.Range(1, count).Select(number => new NodeSpec($"site-{number}", number)).ToValueList() };
        _cluster = await Cluster.Create(Topology.Empty with { Name = "site", Groups = ValueMap<NodeGroup>.Empty.With(group.Name, group) }).UseProvider(_provider).ProvisionAsync(cancellationToken);
        foreach (Resource node in await _provider.ObserveAsync(_cluster.Owner, cancellationToken))
        {
            _connections.Add(await _provider.ConnectAsync(node, cancellationToken));
        }

        Uri address = new($"http://127.0.0.1:{door.Port}/");
        return _connections.Select(connection => (connection, address)).ToValueList();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (INodeConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }

        if (_cluster is { } cluster)
        {
            await cluster.DestroyAsync();
            await cluster.DisposeAsync();
        }

        await _provider.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
