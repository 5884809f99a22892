using Scalewright;
using Scalewright.Agents;
using Scalewright.Providers;
using Scalewright.Providers.Simulation;

namespace AutoScaling.Tests.Places;

/// <summary>The way into instances of a simulated place: the node of an instance's id.</summary>
internal sealed class SimulatedTransport(SimulationProvider simulation) : INodeTransport
{
    public async Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        INodeConnection? connection = null;
        await simulation.RunAsync(
            async token =>
            {
                Resource found = (await simulation.ObserveAsync(null, token)).Single(found => found.Tag.Name == address.Host);
                connection = await simulation.ConnectAsync(found, token);
            },
            cancellationToken);
        return new SimulatedDoor(simulation, connection!, node);
    }

    public Task<Stream> OpenAsync(NodeAddress address, ValueList<string> words, CancellationToken cancellationToken = default) =>
        throw new AgentException(address.Host, new Problem(ProblemCode.ConnectionLost, "simulated nodes start no programs of this machine", "use a command"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
