using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Agents;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation;

/// <summary>A place on this machine alone, in virtual time: the same seed and the same program give the same course, byte for byte.</summary>
/// <remarks>Everything but <see cref="RunAsync"/>, <see cref="Inject"/> and the properties works only inside of <see cref="RunAsync"/>.
/// Several runs one after another go on in the same world.</remarks>
public sealed partial class SimulationProvider : IProvider, IPausesNodes, IHasDisk, ISimulatedFaults
{
    internal const string Word = "simulation";
    internal const string FirstController = "controller";

    private readonly string _host;
    private readonly Lock _gate = new();
    private World? _world;
    private Controller? _controller;
    private bool _isDisposed;

    /// <summary>A place in which nothing has happened.</summary>
    public SimulationProvider() => _host = FirstController;

    private SimulationProvider(World world, string host) => (_world, _host, Seed, Options, Logger) = (world, host, world.Seed, world.Options, world.Logger);

    /// <summary>The seed of all chance; default 0.</summary>
    public long Seed { get; init; }

    /// <summary>What the place is like.</summary>
    public SimulationOptions Options { get; init; } = new();

    /// <summary>Is told of faults and ends of runs; default nobody.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <inheritdoc/>
    public string Name => Word;

    /// <summary>The time of the host that programs run on. Its timers work only while a program runs: those that fire once are refused outside of
    /// <see cref="RunAsync"/>, periodic ones wait for the next run.</summary>
    public TimeProvider Clock => Controller.Clock;

    /// <inheritdoc/>
    public Random Chance => Controller.Chance;

    /// <inheritdoc/>
    public int OrdersMax => Options.OrdersMax;

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

    internal Controller Controller
    {
        get
        {
            // Services of a host may ask for it at the same time.
            if (_controller is { } known)
            {
                return known;
            }

            World world = World;
            lock (_gate)
            {
                return _controller ??= world.ControllerOf(_host);
            }
        }
    }

    /// <summary>
    /// Runs a program in virtual time, wholly on this thread, and returns when it has ended. Inside of a run it just calls the program.
    /// With a <see cref="SimulationOptions.Pace"/> it may be called by any thread, also while other programs run: the program runs on
    /// the simulation's own thread, and the task ends with it.
    /// </summary>
    /// <param name="program">The program. It awaits plainly; whatever leaves this thread ends the run.</param>
    /// <param name="cancellationToken">Asks the program to end; may be cancelled from anywhere.</param>
    /// <exception cref="SimulationStalledException">Nothing is left to happen, and the program waits all the same.</exception>
    /// <exception cref="SimulationEscapedException">The program left this thread.</exception>
    /// <exception cref="SimulationRunawayException">It took more steps than <see cref="SimulationOptions.StepsMax"/>.</exception>
    /// <exception cref="SimulationBusyException">Another thread runs a program in this place; that one goes on unharmed.</exception>
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
        await world.Calls.AskAsync(new Call(CallKinds.List, "", "check"), "check the topology");
        return TopologyCheck.Check(topology, world.Clouds);
    }

    /// <inheritdoc/>
    /// <exception cref="OutsideSimulationException">Called outside of <see cref="RunAsync"/>.</exception>
    public Task<ValueList<Resource>> ObserveAsync(Owner? owner, CancellationToken cancellationToken = default) =>
        new Listing(Enter(), owner).ReadAsync(cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="OutsideSimulationException">Called outside of <see cref="RunAsync"/>.</exception>
    public IAsyncEnumerable<StepOutcome> ApplyAsync(ValueList<StepOrder> orders, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(orders);
        return DoAsync(new Wave(Enter(), orders), cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="OutsideSimulationException">Called outside of <see cref="RunAsync"/>.</exception>
    public Task<INodeConnection> ConnectAsync(Resource node, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        return new NodeDoor(Enter(), Controller).OpenAsync(node, cancellationToken);
    }

    /// <summary>Lets go of the world; what was under way in it is dropped.</summary>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _world?.Paced?.End();
        (_world, _controller) = (null, null);
        return ValueTask.CompletedTask;
    }

    private static async IAsyncEnumerable<StepOutcome> DoAsync(Wave wave, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                wave.BeginMore();
            }

            while (wave.TryNext(out StepOutcome? outcome))
            {
                yield return outcome;
            }

            if (wave.IsOver)
            {
                break;
            }

            await wave.ArrivalAsync();
        }

        if (wave.IsRefused)
        {
            throw CallLine.Failure(CloudProblems.CredentialsRefused());
        }
    }

    private World Enter([CallerMemberName] string member = "")
    {
        World world = World;
        world.RequireRun(member);
        return world;
    }
}
