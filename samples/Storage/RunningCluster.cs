using Scalewright.Storage.Agents;
using Scalewright.Storage.Fleet;
using Scalewright.Storage.Hsm;
using Scalewright.Storage.Servers;

namespace StorageSample;

/// <summary>A simulated cluster with its agents, connected to one manager.</summary>
internal sealed class RunningCluster : ISimulatedServers
{
    private readonly ManagerAddress _address;
    private readonly KeyFolder? _keys;
    private readonly Dictionary<string, HttpManagerChannel> _lines = new(StringComparer.Ordinal);
    private readonly List<HttpManagerChannel> _formerLines = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly Task _archiving;

    public RunningCluster(StorageCluster cluster, ManagerAddress address, KeyFolder? keys)
    {
        (Cluster, _address, _keys) = (cluster, address, keys);
        Fleet = new AgentFleet(cluster, LineOf) { OnDeregistered = Forget };
        _running = Fleet.RunAsync(_stop.Token);
        _archiving = new HsmWorkload(cluster).RunAsync(report: null, _stop.Token);
    }

    public StorageCluster Cluster { get; }

    public AgentFleet Fleet { get; }

    public Task<IReadOnlyList<string>> ListUnregisteredAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Cluster.Servers.All.Where(server => !server.IsRegistered).Select(server => server.Name.Fqdn)]);

    public Task AddUnitAsync(int servers, int volumes, CancellationToken cancellationToken) => Cluster.Servers.AddUnitAsync(servers, volumes, cancellationToken);

    public Task SetRateAsync(int lines, CancellationToken cancellationToken)
    {
        foreach (StorageServer server in Cluster.Servers.All)
        {
            Cluster.Logs.SetRate(server.Name.Fqdn, lines);
        }

        return Task.CompletedTask;
    }

    /// <summary>Registers a server, stores its certificate, and starts it.</summary>
    /// <returns>ID of the command that sets it up.</returns>
    public async Task<int> RegisterAsync(string fqdn, string secret, CancellationToken cancellationToken)
    {
        ServerIdentity identity = ServerIdentity.Create(fqdn);
        using ServerIdentity owned = identity;
        var reply = await Fleet.RegisterAsync(fqdn, secret, identity, cancellationToken);
        _keys?.Store(identity, reply.Certificate);
        if (_address.UsesTls)
        {
            AddLine(fqdn, identity, reply.Certificate);
        }

        await Cluster.Servers.StartAsync(fqdn, LifecycleTiming.Immediate, cancellationToken);
        return reply.CommandId;
    }

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    public async ValueTask DisposeAsync()
    {
        // Yield first: agents stop while this runs, and the signal that stops the program would wait for them.
        await Task.Yield();
        _stop.Cancel();
        await _running;
        await _archiving;
        foreach (HttpManagerChannel line in _lines.Values.Concat(_formerLines))
        {
            line.Dispose();
        }

        _stop.Dispose();
        await Cluster.DisposeAsync();
    }

    // With TLS every server needs its own connections for its certificate. Without TLS, all servers share them.
    private HttpManagerChannel LineOf(string fqdn)
    {
        lock (_lines)
        {
            if (!_address.UsesTls)
            {
                return _address.Shared;
            }

            if (!_lines.TryGetValue(fqdn, out HttpManagerChannel? line) && _keys?.Load(fqdn) is { } stored)
            {
                using ServerIdentity identity = stored.Identity;
                line = AddLine(fqdn, identity, stored.CertificatePem);
            }

            return line ?? _address.Shared;
        }
    }

    // Its agent may still be stopping, so the line stays open until the end.
    private void Forget(string fqdn)
    {
        lock (_lines)
        {
            if (_lines.Remove(fqdn, out HttpManagerChannel? line))
            {
                _formerLines.Add(line);
            }
        }

        try
        {
            _keys?.Delete(fqdn);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next registration replaces the files.
        }
    }

    private HttpManagerChannel AddLine(string fqdn, ServerIdentity identity, string certificatePem)
    {
        lock (_lines)
        {
            if (_lines.Remove(fqdn, out HttpManagerChannel? former))
            {
                _formerLines.Add(former);
            }

            HttpManagerChannel line = new(_address.Url, _address.Handler(identity.AttachCertificate(certificatePem)), _address.Clock);
            _lines[fqdn] = line;
            return line;
        }
    }
}
