using System.Diagnostics.CodeAnalysis;
using System.Net;
using Scalewright.Agents;
using Scalewright.Providers.Ssh;

namespace Scalewright.Storage.Testing.Remote;

/// <summary>Machines over SSH. A port of each one's loopback leads to this machine, which listens to nobody else.</summary>
internal sealed class SshNodes(RemotePlace place) : ISiteNodes
{
    private readonly Stack<IAsyncDisposable> _open = [];

    [SuppressMessage("Reliability", "CA2000", Justification = "Each is disposed of with this object.")]
    public async Task<ValueList<(INodeConnection Connection, Uri Door)>> OpenAsync(int count, Door door, CancellationToken cancellationToken)
    {
        List<(INodeConnection, Uri)> nodes = [];
        foreach (HostFileEntry host in HostFile.Load(place.NodeFile).Hosts.Take(count))
        {
            SshTransport transport = Opened(new SshTransport(host.Password is { } password ? place.Ssh with { Password = password } : place.Ssh));
            SshConnection connection = Opened(await transport.OpenConnectionAsync(host.Address, host.Name, cancellationToken));
            PortForward back = Opened(await connection.OpenRemotePortAsync(0, door.Socket, cancellationToken));
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
