using System.Runtime.CompilerServices;
using Scalewright.Agents;
using Scalewright.Agents.Services;
using Scalewright.Agents.Wire;

namespace Scalewright.Clusters;

/// <summary>Calls of a node's services, over whatever connection it has.</summary>
internal sealed class NodeServices(Cluster cluster, Node node) : IServiceCaller
{
    public string Node => node.Name;

    public Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request, CancellationToken cancellationToken = default) =>
        cluster.CallAsync(node, "call", (connection, token) => CallerOf(connection).CallAsync(request, token), request.Method.IsRepeatable && request.Items is null, cancellationToken);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(ServiceRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IServiceCaller caller = await cluster.CallAsync(node, "stream", (connection, _) => Task.FromResult(CallerOf(connection)), isRepeatable: true, cancellationToken);
        await foreach (ReadOnlyMemory<byte> item in caller.StreamAsync(request, cancellationToken).WithCancellation(cancellationToken))
        {
            yield return item;
        }
    }

    private IServiceCaller CallerOf(INodeConnection connection) =>
        connection as IServiceCaller ?? throw new AgentException(node.Name, ServiceProblems.NoAgent(node.Name));
}
