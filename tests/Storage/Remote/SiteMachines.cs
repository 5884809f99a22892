using Scalewright.Providers.Local;
using Scalewright.Providers.Ssh;

namespace Storage.Remote.Tests;

/// <summary>The folder of the site is deleted at the end.</summary>
internal sealed class SiteMachines : IAsyncDisposable
{
    private readonly ISiteNodes _nodes;
    private readonly string[] _hosts;
    private readonly List<SiteMachine> _machines = [];

    private SiteMachines(ISiteNodes nodes, string[] hosts) => (_nodes, _hosts) = (nodes, hosts);

    public static async Task<SiteMachines> OpenAsync(
        StorageSite site,
        RemoteSiteOptions place,
        SiteEndpoint door,
        CancellationToken cancellationToken
    )
    {
        string[] hosts = [.. site.Servers.Select(server => server.Fqdn), .. site.Workers.Select(worker => worker.Fqdn), .. site.Clients];
        SiteMachines machines = new(place.NodeFile.Length > 0 ? new SshNodes(place) : new LocalNodes(), hosts);
        try
        {
            await machines.FillAsync(door, cancellationToken);
            return machines;
        }
        catch
        {
            await machines.DisposeAsync();
            throw;
        }
    }

    public SiteMachine Of(string host) => _machines[Array.IndexOf(_hosts, host) % _machines.Count];

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (SiteMachine machine in _machines)
            {
                await machine.RunAsync(["rm", "-rf", "--", machine.Folder], CancellationToken.None);
            }
        }
        finally
        {
            await _nodes.DisposeAsync();
        }
    }

    private async Task FillAsync(SiteEndpoint door, CancellationToken cancellationToken)
    {
        foreach ((INodeConnection connection, Uri address) in await _nodes.OpenAsync(_hosts.Length, door, cancellationToken))
        {
            CommandResult made = await connection.RunAsync(
                new CommandRequest(["mktemp", "-d", "/var/tmp/scalewright-site-XXXXXXXX"]),
                cancellationToken
            );
            _machines.Add(new SiteMachine(connection, address, made.Succeeded ? made.Output.Trim() : throw Failed(connection.Node, made)));
        }

        if (_machines.Count == 0)
        {
            throw new ProviderException(
                SiteCheck.Word,
                [new Problem(ProblemCode.MissingField, "the site has no node", "name machines in its node file")]
            );
        }

        foreach (string host in _hosts)
        {
            SiteMachine machine = Of(host);
            CommandResult made = await machine.RunAsync(["mkdir", "--", machine.FolderOf(host)], cancellationToken);
            if (!made.Succeeded)
            {
                throw Failed(machine.Connection.Node, made);
            }
        }
    }

    private static ProviderException Failed(string node, CommandResult made) =>
        new(
            SiteCheck.Word,
            [
                new Problem(
                    ProblemCode.AgentCallFailed,
                    $"no folder can be made: {TextEscaping.Escape(made.Error.Trim())}",
                    "make /var/tmp writable there"
                )
                {
                    Field = node,
                },
            ]
        );
}

internal interface ISiteNodes : IAsyncDisposable
{
    /// <summary>Each connection has the address at which the node reaches the endpoint of this machine.</summary>
    /// <param name="count">Fewer nodes may be returned.</param>
    Task<ValueList<(INodeConnection Connection, Uri Door)>> OpenAsync(int count, SiteEndpoint door, CancellationToken cancellationToken);
}

/// <param name="Door">Address at which the node reaches manager and equipment.</param>
/// <param name="Folder">Folder of the site on the node.</param>
internal sealed record SiteMachine(INodeConnection Connection, Uri Door, string Folder)
{
    public Task<CommandResult> RunAsync(ValueList<string> words, CancellationToken cancellationToken) =>
        Connection.RunAsync(new CommandRequest(words), cancellationToken);

    public string FolderOf(string host) => $"{Folder}/{host}";
}

/// <summary>A loopback port of each machine is forwarded to this machine, which listens to no others.</summary>
internal sealed class SshNodes(RemoteSiteOptions place) : ISiteNodes
{
    private readonly Stack<IAsyncDisposable> _open = [];

    public async Task<ValueList<(INodeConnection Connection, Uri Door)>> OpenAsync(
        int count,
        SiteEndpoint door,
        CancellationToken cancellationToken
    )
    {
        List<(INodeConnection, Uri)> nodes = [];
        foreach (HostFileEntry host in HostFile.Load(place.NodeFile).Hosts.Take(count))
        {
            SshTransport transport = Opened(
                new SshTransport(host.Password is { } password ? place.Client with { Password = password } : place.Client)
            );
            SshConnection connection = Opened(await transport.OpenConnectionAsync(host.Address, host.Name, cancellationToken));
            PortForward back = Opened(await connection.ForwardRemotePortAsync(0, door.Socket, cancellationToken));
            nodes.Add((connection, new Uri($"http://localhost:{((DnsEndPoint)back.EndPoint).Port}/")));
        }

        return nodes.ToValueList();
    }

    public async ValueTask DisposeAsync()
    {
        while (_open.TryPop(out IAsyncDisposable? last))
        {
            await last.DisposeAsync();
        }
    }

    private T Opened<T>(T open)
        where T : IAsyncDisposable
    {
        _open.Push(open);
        return open;
    }
}

internal sealed class LocalNodes : ISiteNodes
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scalewright-site-");
    private readonly LocalProvider _provider;
    private readonly List<INodeConnection> _connections = [];
    private Cluster? _cluster;

    public LocalNodes() =>
        _provider = new LocalProvider(new LocalOptions { Isolation = LocalIsolation.Processes, Folder = _folder.FullName });

    public async Task<ValueList<(INodeConnection Connection, Uri Door)>> OpenAsync(
        int count,
        SiteEndpoint door,
        CancellationToken cancellationToken
    )
    {
        NodeGroup group = new("site", "builtin@1.0.0")
        {
            Nodes = Enumerable.Range(1, count).Select(number => new NodeSpec($"site-{number}", number)).ToValueList(),
        };
        _cluster = await Cluster
            .Create(Topology.Empty with { Name = "site", Groups = ValueMap<NodeGroup>.Empty.With(group.Name, group) })
            .UseProvider(_provider)
            .ProvisionAsync(cancellationToken);
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
