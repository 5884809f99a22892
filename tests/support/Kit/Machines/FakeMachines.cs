using ProviderContracts;
using Scalewright.Providers.Simulation;

namespace Tests.Shared;

/// <summary>Simulated nodes behind fake instances. Each node is created at its first use.</summary>
public sealed class FakeMachines : INodeTransport
{
    private readonly SimulationProvider _simulation = new() { Options = new SimulationOptions { Pace = SimulationPace.OnDemand } };
    private readonly ContractRequests _orders = new(new Random(1), "machine-room", name => new NodeSpec(name, 1));

    public async Task<INodeConnection> ConnectAsync(NodeAddress address, string node, CancellationToken cancellationToken = default)
    {
        INodeConnection? connection = null;
        await _simulation.RunAsync(
            async token => connection = await _simulation.ConnectAsync(await MachineAsync(address.Host, token), token),
            cancellationToken
        );
        return new SimulatedDoor(_simulation, connection!, node);
    }

    public Task<Stream> OpenProcessStreamAsync(
        NodeAddress address,
        ValueList<string> command,
        CancellationToken cancellationToken = default
    ) =>
        throw new AgentException(
            address.Host,
            new Problem(ProblemCode.ConnectionLost, "simulated nodes start no programs of this machine", "use a command")
        );

    public ValueTask DisposeAsync() => _simulation.DisposeAsync();

    private async Task<Resource> MachineAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            Resource? found = (await _simulation.ObserveAsync(_orders.Owner, cancellationToken)).FirstOrDefault(machine =>
                machine.Tag.Name == name
            );
            if (found?.State == ResourceState.Ready)
            {
                return found;
            }

            if (found is null)
            {
                await foreach (StepOutcome _ in _simulation.ApplyAsync([_orders.CreateNode(name)], cancellationToken))
                {
                    // The only outcome is not needed: the next iteration observes the state.
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(1), _simulation.Clock, cancellationToken);
        }
    }
}
