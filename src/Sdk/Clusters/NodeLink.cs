using System.Diagnostics.CodeAnalysis;
using Scalewright.Agents;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>The way into one node: connected when it is first needed, and again after it broke.</summary>
internal sealed class NodeLink(string name, IProvider provider, Retries retries, ClusterEvents events, bool repeatsAll) : IAsyncDisposable
{
    private readonly AsyncGate _gate = new();
    private INodeConnection? _connection;
    private string _resource = "";
    private string _bootId = "";

    /// <summary>Calls the node. A call that certainly had no effect, or may be repeated, is made again over a new connection.</summary>
    public Task<T> CallAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(Func<Resource> resource, Func<INodeConnection, CancellationToken, Task<T>> call, bool isRepeatable, CancellationToken cancellationToken) =>
        retries.CallAsync(token => OnceAsync(resource(), call, token), isRepeatable || repeatsAll, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private async Task<T> OnceAsync<T>(Resource resource, Func<INodeConnection, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        INodeConnection connection = await ConnectAsync(resource, cancellationToken);
        try
        {
            return await call(connection, cancellationToken);
        }
        catch (AgentException exception) when (exception.Code == ProblemCode.ConnectionLost)
        {
            await DropAsync(connection);
            throw;
        }
    }

    private async Task<INodeConnection> ConnectAsync(Resource resource, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _gate.EnterAsync(cancellationToken);
        if (_connection is { } known && _resource == resource.Tag.Token)
        {
            return known;
        }

        await DisposeAsync();
        INodeConnection connection = await provider.ConnectAsync(resource, cancellationToken);
        bool isAnotherBoot = _resource == resource.Tag.Token && _bootId != connection.BootId;
        (_connection, _resource, _bootId) = (connection, resource.Tag.Token, connection.BootId);
        if (isAnotherBoot)
        {
            events.Tell(ClusterEventKind.NodeRestarted, name, $"boot {connection.BootId} has forgotten what was before");
        }

        return connection;
    }

    private async ValueTask DropAsync(INodeConnection connection)
    {
        if (ReferenceEquals(_connection, connection))
        {
            await DisposeAsync();
        }
    }
}
