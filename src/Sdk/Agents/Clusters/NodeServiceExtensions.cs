using Scalewright.Agents;
using Scalewright.Agents.Services;

namespace Scalewright.Clusters;

/// <summary>Calls services of the agent of a node.</summary>
public static class NodeServiceExtensions
{
    extension(Node node)
    {
        /// <summary>Services of the node by dotted name, for example <c>node.Proxy["examples.hello.greet"]</c>.</summary>
        public RemoteProxy Proxy => new(node);

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
            ArgumentNullException.ThrowIfNull(node);
            IServiceCaller caller = node;

            // A call without the name of a method only checks that the agent has the service.
            ServiceMethod probe = new(T.Contract.Name, T.Contract.Digest, Name: "") { IsIdempotent = true };
            await caller.CallAsync(new ServiceRequest(probe, default), cancellationToken);
            return T.Contract.CreateProxy(caller);
        }
    }
}
