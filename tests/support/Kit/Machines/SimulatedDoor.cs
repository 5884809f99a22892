using Scalewright.Providers.Simulation;

namespace Tests.Shared;

/// <summary>Every call runs in the simulation.</summary>
public sealed class SimulatedDoor(SimulationProvider simulation, INodeConnection inner, string node) : INodeConnection
{
    public string Node => node;

    public string BootId => inner.BootId;

    public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        (await InsideAsync(token => inner.RunAsync(request, token), cancellationToken)) with
        {
            Node = node,
        };

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        InsideAsync(
            async token =>
            {
                await inner.PutFileAsync(path, content, token);
                return true;
            },
            cancellationToken
        );

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        InsideAsync(token => inner.GetFileAsync(path, destination, token), cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => InsideAsync(inner.PingAsync, cancellationToken);

    public async ValueTask DisposeAsync() => await simulation.RunAsync(_ => inner.DisposeAsync().AsTask());

    private async Task<T> InsideAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        T? result = default;
        try
        {
            await simulation.RunAsync(async token => result = await call(token), cancellationToken);
        }
        catch (AgentException failure)
        {
            throw new AgentException(node, failure.Problems[0], failure) { IsOutcomeUnknown = failure.IsOutcomeUnknown };
        }

        return result!;
    }
}
