using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Exploration.Tests;

/// <content>Metrics, and arguments that are rejected.</content>
internal sealed partial class OperatorProgram
{
    private async Task CountNodesAsync(CancellationToken cancellationToken)
    {
        string name = NewName();
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        using MeterListener meters = Listening(name, counts);
        Cluster cluster = await Cluster.Create(Sized(name, 3)).UseProvider(place).ProvisionAsync(cancellationToken);
        meters.RecordObservableInstruments();
        long before = counts.Values.Sum();
        place.Inject(new CrashNode("web-2"));
        await Task.Delay(StandardEnvironment.ConsistencyWindow, place.Clock, cancellationToken);
        await cluster.ObserveAsync(cancellationToken);
        meters.RecordObservableInstruments();
        long failed = counts.GetValueOrDefault("failed");
        Task leaving = cluster.DisposeAsync().AsTask();
        meters.RecordObservableInstruments();
        await leaving;
        counts.Clear();
        meters.RecordObservableInstruments();
        Require(
            before == 3 && failed >= 1 && counts.Count == 0,
            $"{before} nodes of 3 are counted, {failed} as failed, and {counts.Count} kinds after the end"
        );
    }

    private static MeterListener Listening(string cluster, Dictionary<string, long> counts)
    {
        MeterListener meters = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "scalewright.nodes")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>(
            (_, value, tags, _) =>
            {
                Dictionary<string, object?> words = new(tags.ToArray(), StringComparer.Ordinal);
                if (Equals(words["scalewright.cluster"], cluster))
                {
                    counts[(string)words["scalewright.state"]!] = value;
                }
            }
        );
        meters.Start();
        return meters;
    }

    private async Task AskNonsenseAsync(CancellationToken cancellationToken)
    {
        Topology wanted = Sized(NewName(), 1);
        foreach (SilentCall call in Enum.GetValues<SilentCall>().Except([SilentCall.None, SilentCall.Connect, SilentCall.Run]))
        {
            ScalewrightException refused = await RefusedAsync<ScalewrightException>(
                async () =>
                    await (
                        await Cluster
                            .Create(wanted with { Name = NewName() })
                            .UseProvider(new SilentProvider(place, call))
                            .ProvisionAsync(cancellationToken)
                    ).DisposeAsync(),
                $"a place that is silent when it is asked to {call}"
            );
            Require(refused.Problems.Count > 0, "nonsense is told with its reason");
        }

        SilentProvider silent = new(place, SilentCall.None);
        await using Cluster cluster = await Cluster
            .Create(wanted)
            .UseProvider(silent)
            .WithState(FolderOf(wanted.Name))
            .WithOptions(_ => Settings with { FileSystem = place.FileSystem })
            .ProvisionAsync(cancellationToken);
        foreach (SilentCall call in new[] { SilentCall.Connect, SilentCall.Run })
        {
            silent.Silent = call;
            await RefusedAsync<ScalewrightException>(
                () => cluster.Nodes[0].RunAsync(["hostname"], cancellationToken),
                $"a way into a node that is silent when it is asked to {call}"
            );
        }

        silent.Silent = SilentCall.None;
        await RefusedAsync<AgentException>(
            () => cluster.Nodes[0].Proxy["shop.orders.count"].CallAsync([], cancellationToken),
            "a service of a node without services"
        );
        await cluster.DestroyAsync(cancellationToken);
    }
}

/// <summary>A simulated provider that returns null from one kind of call, as an incomplete mock does.</summary>
[SuppressMessage("Design", "MA0022", Justification = "A task that is null is what the place answers.")]
internal sealed class SilentProvider(SimulationProvider place, SilentCall silent) : IProvider
{
    public SilentCall Silent { get; set; } = silent;

    public string Name => "silent";

    public TimeProvider Clock => place.Clock;

    public Random Random => place.Random;

    public ILogger Logger => place.Logger;

    public int MaxBatchSize => Silent == SilentCall.OrdersMax ? 0 : place.MaxBatchSize;

    public TimeSpan ConsistencyWindow => place.ConsistencyWindow;

    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default) =>
        place.RunAsync(program, cancellationToken);

    public Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default) =>
        Silent == SilentCall.Check ? null! : place.CheckAsync(topology, cancellationToken);

    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        Silent == SilentCall.Observe ? null! : place.ObserveAsync(owner, cancellationToken);

    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default) =>
        Silent == SilentCall.Apply ? null! : place.ApplyAsync(requests, cancellationToken);

    public async Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default) =>
        Silent == SilentCall.Connect ? null! : new SilentConnection(await place.ConnectAsync(node, cancellationToken), this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Returns null from a command while its provider does so for that kind of call. It has no services.</summary>
[SuppressMessage("Design", "MA0022", Justification = "A task that is null is what the place answers.")]
internal sealed class SilentConnection(INodeConnection connection, SilentProvider place) : INodeConnection
{
    public string Node => connection.Node;

    public string BootId => connection.BootId;

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default) =>
        place.Silent == SilentCall.Run ? null! : connection.RunAsync(request, cancellationToken);

    public Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        connection.PutFileAsync(path, content, cancellationToken);

    public Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        connection.GetFileAsync(path, destination, cancellationToken);

    public Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => connection.PingAsync(cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}

internal enum SilentCall
{
    None,
    OrdersMax,
    Check,
    Observe,
    Apply,
    Connect,
    Run,
}
