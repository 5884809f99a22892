using ProviderContracts;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Tests.Shared;

/// <summary>Simulated nodes behind fake instances. Each node is created at its first use, and starts at once.</summary>
public sealed class FakeMachines : INodeTransport
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(5);

    private readonly SimulationProvider _simulation = new() { Options = Options };
    private readonly ContractRequests _orders = new(new Random(1), "machine-room", name => new NodeSpec(name, 1));

    /// <summary>
    /// Machines and calls without delays, in real time: on demand, a command that sleeps for weeks would complete within
    /// a second.
    /// </summary>
    public static SimulationOptions Options { get; } =
        new()
        {
            Pace = SimulationPace.RealTime,
            Calls = new CallModel { Latency = DurationModel.Zero },
            Cloud = new CloudModel { Machine = new MachineModel { BootDelay = DurationModel.Zero } },
        };

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
        RetryOptions? busyRetry = null,
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

            await Task.Delay(PollPeriod, _simulation.Clock, cancellationToken);
        }
    }
}
