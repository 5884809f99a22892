using System.Runtime.CompilerServices;
using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;
using Scalewright.Agents.Services;

namespace Scalewright.Clusters;

/// <content>Services of the agent of a node.</content>
public sealed partial class Node : IServiceCaller
{
    string IServiceCaller.Node => Name;

    Task<ReadOnlyMemory<byte>> IServiceCaller.CallAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _cluster.CallAsync(
            this,
            "call",
            (connection, token) => GetCaller(connection).CallAsync(request, token),
            request.Method.IsIdempotent && request.RequestStream is null,
            cancellationToken
        );
    }

    async IAsyncEnumerable<ReadOnlyMemory<byte>> IServiceCaller.StreamAsync(
        ServiceRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        IServiceCaller caller = await _cluster.CallAsync(
            this,
            "stream",
            (connection, _) => Task.FromResult(GetCaller(connection)),
            isIdempotent: true,
            cancellationToken
        );
        await foreach (ReadOnlyMemory<byte> item in caller.StreamAsync(request, cancellationToken).WithCancellation(cancellationToken))
        {
            yield return item;
        }
    }

    /// <summary>Returns facts of the node from its agent; without an agent, from its files and programs.</summary>
    internal Task<HostFacts> ReadHostAsync(CancellationToken cancellationToken) =>
        _cluster.CallAsync(
            this,
            "facts",
            (connection, token) =>
                connection is IHostFactsSource source ? source.ReadHostFactsAsync(token) : ReadBareAsync(connection, token),
            isIdempotent: true,
            cancellationToken
        );

    private static Task<HostFacts> ReadBareAsync(INodeConnection connection, CancellationToken cancellationToken)
    {
        return HostFacts.ReadAsync(path => ReadOutputAsync(["cat", path]), async command => (await ReadOutputAsync(command)).Trim());

        async Task<string> ReadOutputAsync(ValueList<string> command)
        {
            try
            {
                CommandRequest request = new(command) { IsIdempotent = true };
                CommandResult result = await connection.RunAsync(request, cancellationToken);
                return result.Succeeded ? result.Output : "";
            }
            catch (AgentException exception) when (exception.Code == ProblemCode.AgentCallFailed)
            {
                return "";
            }
        }
    }

    private IServiceCaller GetCaller(INodeConnection connection) =>
        connection as IServiceCaller ?? throw new AgentException(Name, ClusterProblems.NoAgent(Name));
}
