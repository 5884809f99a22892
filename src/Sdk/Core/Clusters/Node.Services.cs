using System.Runtime.CompilerServices;
using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;
using Scalewright.Agents.Services;
using Scalewright.Agents.Wire;

namespace Scalewright.Clusters;

public sealed partial class Node
{
    /// <summary>Services of the node by dotted name, for example <c>node.Proxy["examples.hello.greet"]</c>.</summary>
    public RemoteProxy Proxy => new(new NodeServiceCaller(_cluster, this));

    /// <summary>
    /// Returns a typed proxy of a service after checking that the node has it in the same version. Calls use the
    /// current connection of the node.
    /// </summary>
    /// <typeparam name="T">The interface, marked with <see cref="AgentServiceAttribute"/>.</typeparam>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="AgentException">The node is unreachable, or its agent lacks the service or version.</exception>
    /// <exception cref="ClusterException">The node does not exist.</exception>
    public async Task<T> GetServiceAsync<T>(CancellationToken cancellationToken = default)
        where T : class, IAgentService<T>
    {
        NodeServiceCaller caller = new(_cluster, this);
        ServiceMethod probe = new(T.Contract.Name, T.Contract.Digest, "") { IsIdempotent = true };
        await caller.CallAsync(new ServiceRequest(probe, default), cancellationToken);
        return T.Contract.CreateProxy(caller);
    }

    /// <summary>Returns facts of the node from its agent; without an agent, from its files and programs.</summary>
    internal Task<HostFacts> ReadHostAsync(CancellationToken cancellationToken) =>
        _cluster.CallAsync(
            this,
            "facts",
            (connection, token) =>
                connection is IServiceCaller caller ? Bind<IHostFacts>(caller).ReadAsync(token) : ReadBareAsync(connection, token),
            isRepeatable: true,
            cancellationToken
        );

    private static T Bind<T>(IServiceCaller caller)
        where T : class, IAgentService<T> => T.Contract.CreateProxy(caller);

    private static Task<HostFacts> ReadBareAsync(INodeConnection connection, CancellationToken cancellationToken)
    {
        return new HostFactsReader(path => PrintedAsync(["cat", path]), async command => (await PrintedAsync(command)).Trim()).ReadAsync();

        async Task<string> PrintedAsync(ValueList<string> command)
        {
            try
            {
                CommandRequest request = new(command) { IsIdempotent = true };
                CommandResult result = await connection.RunAsync(request, cancellationToken);
                return result.Succeeded ? result.Output : "";
            }
            catch (AgentException missing) when (missing.Code == ProblemCode.AgentCallFailed)
            {
                return "";
            }
        }
    }
}

internal sealed class NodeServiceCaller(Cluster cluster, Node node) : IServiceCaller
{
    public string Node => node.Name;

    public Task<ReadOnlyMemory<byte>> CallAsync(ServiceRequest request, CancellationToken cancellationToken = default) =>
        cluster.CallAsync(
            node,
            "call",
            (connection, token) => GetCaller(connection).CallAsync(request, token),
            request.Method.IsIdempotent && request.RequestStream is null,
            cancellationToken
        );

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        ServiceRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        IServiceCaller caller = await cluster.CallAsync(
            node,
            "stream",
            (connection, _) => Task.FromResult(GetCaller(connection)),
            isRepeatable: true,
            cancellationToken
        );
        await foreach (ReadOnlyMemory<byte> item in caller.StreamAsync(request, cancellationToken).WithCancellation(cancellationToken))
        {
            yield return item;
        }
    }

    private IServiceCaller GetCaller(INodeConnection connection) =>
        connection as IServiceCaller ?? throw new AgentException(node.Name, ServiceProblems.NoAgent(node.Name));
}
