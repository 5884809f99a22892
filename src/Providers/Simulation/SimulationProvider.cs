using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Agents;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation;

/// <summary>
/// Provider that simulates a cluster in this process, in virtual time. The same seed and program produce the same
/// trace, byte for byte.
/// </summary>
/// <remarks>
/// Only <see cref="RunAsync"/>, <see cref="Inject"/> and the properties may be used outside of <see cref="RunAsync"/>.
/// Consecutive runs continue in the same world.
/// </remarks>
/// <example>
/// Provisions a web shop in virtual time, crashes one of its nodes and repairs it:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(4).Build()).Build();
/// await using SimulationProvider provider = new() { Seed = 42 };
/// await provider.RunAsync(async token =>
/// {
///     await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(token);
///     provider.Inject(new CrashNode("node-2"));
///     await cluster.RepairAsync(token);
///     Console.WriteLine($"node-2 is {cluster.Nodes["node-2"].State} after {provider.Elapsed}");
/// });
/// </code>
/// </example>
public sealed partial class SimulationProvider : IProvider, INodePausing, IProviderFileSystem, ISimulatedFaults
{
    internal const string Kind = "simulation";
    internal const string FirstController = "controller";

    private readonly string _host;
    private readonly Lock _gate = new();
    private World? _world;
    private SimulatedController? _controller;
    private bool _isDisposed;

    /// <summary>Creates a provider with an empty world.</summary>
    public SimulationProvider() => _host = FirstController;

    private SimulationProvider(World world, string host)
    {
        _world = world;
        _host = host;
        Seed = world.Seed;
        Options = world.Options;
        Logger = world.Logger;
    }

    /// <summary>Seed of all random numbers. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Options of the simulation.</summary>
    public SimulationOptions Options { get; init; } = new();

    /// <summary>Logs faults, completed runs, waves of steps and the progress of nodes. Default no logging.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <inheritdoc/>
    public string Name => Kind;

    /// <summary>
    /// Clock of the controller host. Its timers fire only while a program runs. Outside of <see cref="RunAsync"/>,
    /// one-shot timers are rejected and periodic timers wait for the next run.
    /// </summary>
    public TimeProvider Clock => Controller.Clock;

    /// <inheritdoc/>
    public Random Random => Controller.Random;

    /// <inheritdoc/>
    public int MaxBatchSize => Options.MaxBatchSize;

    /// <inheritdoc/>
    /// <remarks>The provider has <see cref="IRunRecording"/> while the run is recorded.</remarks>
    public TCapability? Find<TCapability>()
        where TCapability : class, IProviderCapability<TCapability> =>
        typeof(TCapability) == typeof(IRunRecording) ? World.Recording?.For(Controller) as TCapability : this as TCapability;

    /// <inheritdoc/>
    public TimeSpan ConsistencyWindow => Options.Calls.ConsistencyWindow;

    internal World World
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            lock (_gate)
            {
                return _world ??= new World(Seed, Options, Logger);
            }
        }
    }

    internal SimulatedController Controller
    {
        get
        {
            // Services of a host may read this property concurrently.
            if (_controller is { } controller)
            {
                return controller;
            }

            World world = World;
            lock (_gate)
            {
                return _controller ??= world.GetController(_host);
            }
        }
    }

    /// <summary>
    /// Runs a program in virtual time on the calling thread and returns when it has completed. Within a run, calls the
    /// program directly. With a <see cref="SimulationOptions.Pace"/> other than <see cref="SimulationPace.Isolated"/>,
    /// may be called from any thread and while other programs run. The program then runs on the thread of the
    /// simulation.
    /// </summary>
    /// <param name="program">The program. Uses plain <c>await</c>; code that leaves the thread ends the run.</param>
    /// <param name="cancellationToken">Requests that the program stop. May be canceled from any thread.</param>
    /// <exception cref="SimulationStalledException">No events are left, but the program has not completed.</exception>
    /// <exception cref="SimulationEscapedException">The program left the thread of the simulation.</exception>
    /// <exception cref="SimulationRunawayException">Exceeded <see cref="SimulationOptions.MaxSteps"/>.</exception>
    /// <exception cref="SimulationBusyException">Another thread runs a program, which continues.</exception>
    /// <exception cref="ControllerKilledException">A fault killed the program.</exception>
    public Task RunAsync(Func<CancellationToken, Task> program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        return Controller.RunAsync(program, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="OutsideSimulationException">Called outside of <see cref="RunAsync"/>.</exception>
    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topology);
        World world = Enter();
        cancellationToken.ThrowIfCancellationRequested();
        await world.Calls.QueryAsync(
            new CloudCall(CallKinds.List, "", "check"),
            SimulatedOperation.CheckTopology,
            Controller,
            "check the topology"
        );
        return SimulationTopologyCheck.Check(topology, world.Clouds);
    }

    /// <inheritdoc/>
    /// <exception cref="OutsideSimulationException">Called outside of <see cref="RunAsync"/>.</exception>
    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        new Listing(Enter(), Controller, owner).ReadAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="OutsideSimulationException">Called outside of <see cref="RunAsync"/>.</exception>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return ExecuteAsync(new Wave(Enter(), Controller, requests), cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="OutsideSimulationException">Called outside of <see cref="RunAsync"/>.</exception>
    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new SimulatedNodeConnector(Enter(), Controller).OpenAsync(node, cancellationToken);
    }

    /// <summary>Releases the world and drops all pending work.</summary>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _world?.Paced?.End();
        (_world, _controller) = (null, null);
        return ValueTask.CompletedTask;
    }

    private static async IAsyncEnumerable<StepOutcome> ExecuteAsync(Wave wave, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                wave.StartMore();
            }

            while (wave.TryNext(out StepOutcome? outcome))
            {
                yield return outcome;
            }

            if (wave.IsCompleted)
            {
                break;
            }

            await wave.WaitForArrivalAsync();
        }

        // Thrown last: the outcomes of requests that were under way must not be lost.
        if (wave.HasRefusedCredentials)
        {
            throw CloudCallPath.Failure(CloudProblems.CredentialsRefused);
        }
    }

    private World Enter([CallerMemberName] string member = "")
    {
        World world = World;
        world.RequireRun(member);
        return world;
    }
}
