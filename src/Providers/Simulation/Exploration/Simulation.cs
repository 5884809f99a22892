using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Exploration;

namespace Scalewright;

/// <summary>Finds bugs of a program by running it in many simulations with different seeds and faults.</summary>
public static class Simulation
{
    /// <summary>Runs a program once for each seed, on all processors.</summary>
    /// <param name="seeds">Number of seeds, 1 or more, starting at <see cref="ExplorationOptions.FirstSeed"/>.</param>
    /// <param name="program">The program. When a fault kills it, it is run again and must resume from
    /// <see cref="SimulationProvider.FileSystem"/>. Under faults it may fail with a <see cref="ScalewrightException"/>.
    /// It is then run again without faults and must succeed.</param>
    /// <param name="faults">Generator of the faults, independent of other random numbers; null for none.</param>
    /// <param name="check">Verifies the final state, without faults; null to check only for success.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Starts no more seeds when canceled.</param>
    /// <returns>The report. Call <see cref="ExplorationReport.ThrowIfFailed"/> to throw on failures.</returns>
    /// <example>
    /// Provisions a web shop under the faults of 100 seeds, and reports the first seed that fails:
    /// <code>
    /// Profile web = Profile.Create("web").WithCount(2).Build();
    /// Topology shop = Topology.Create("shop").AddProfile(web).Build();
    /// ExplorationReport report = await Simulation.ExploreAsync(seeds: 100,
    ///     async (provider, token) =>
    ///     {
    ///         ClusterBuilder builder = Cluster.Create(shop).UseProvider(provider).WithState("/state");
    ///         await using Cluster cluster = await builder.ProvisionAsync(token);
    ///     },
    ///     FaultGenerator.Swarm("node-1", "node-2"));
    /// Console.WriteLine(report);
    /// </code>
    /// </example>
    public static Task<ExplorationReport> ExploreAsync(
        int seeds,
        Func<SimulationProvider, CancellationToken, Task> program,
        FaultGenerator? faults = null,
        Func<SimulationProvider, CancellationToken, Task>? check = null,
        ExplorationOptions? options = null,
        CancellationToken cancellationToken = default
    ) => ExploreAsync(seeds, static provider => provider, program, faults, check, options, cancellationToken);

    /// <summary>Runs a program once for each seed, with state that the runs share and that survives kills.</summary>
    /// <typeparam name="T">Type of the shared state.</typeparam>
    /// <param name="seeds">Number of seeds, 1 or more, starting at <see cref="ExplorationOptions.FirstSeed"/>.</param>
    /// <param name="begin">Creates the shared state outside of the simulation, once for each run of a seed. Disposed
    /// after that run if disposable.</param>
    /// <param name="program">The program.</param>
    /// <param name="faults">Generator of the faults; null for no faults.</param>
    /// <param name="check">Verifies the final state; null to check only that the program succeeded.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Starts no more seeds when canceled.</param>
    /// <inheritdoc cref="ExploreAsync(int, Func{SimulationProvider, CancellationToken, Task}, FaultGenerator?,
    /// Func{SimulationProvider, CancellationToken, Task}?, ExplorationOptions?, CancellationToken)"/>
    public static Task<ExplorationReport> ExploreAsync<T>(
        int seeds,
        Func<SimulationProvider, T> begin,
        Func<T, CancellationToken, Task> program,
        FaultGenerator? faults = null,
        Func<T, CancellationToken, Task>? check = null,
        ExplorationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        ExplorationOptions checkedOptions = (options ?? new ExplorationOptions()).Checked();
        FaultGenerator drawn = faults ?? FaultGenerator.None;
        Explorer explorer = new(
            new SeedRunner(Bind(begin, program, check), checkedOptions) { NamesNodes = drawn.Nodes.Count > 0 },
            drawn,
            checkedOptions
        );
        return explorer.ExploreAsync(seeds, cancellationToken);
    }

    /// <summary>Replays the run of a seed that a replay string identifies.</summary>
    /// <param name="replay">Replay string with seed and remaining faults, for example <c>417:2,5-7</c>.</param>
    /// <param name="program">The same program.</param>
    /// <param name="faults">The same faults.</param>
    /// <param name="check">The same check.</param>
    /// <param name="options">The same options. A stalled run is repeated with
    /// <see cref="SimulationOptions.IsWaitTracingEnabled"/>. With an
    /// <see cref="ExplorationOptions.DeterminismCheckRatio"/> of 1, the seed is run twice to verify
    /// determinism.</param>
    /// <exception cref="FormatException">The replay string is invalid.</exception>
    /// <returns>The run. An exception of the program is stored in <see cref="SeedRun.Failure"/>, not thrown.</returns>
    /// <example>
    /// Replays seed 27 with the first and the third of its faults, and shows what happened:
    /// <code>
    /// Profile web = Profile.Create("web").WithCount(2).Build();
    /// Topology shop = Topology.Create("shop").AddProfile(web).Build();
    /// SeedRun run = await Simulation.ReplayAsync("27:0,2",
    ///     async (provider, token) =>
    ///     {
    ///         ClusterBuilder builder = Cluster.Create(shop).UseProvider(provider).WithState("/state");
    ///         await using Cluster cluster = await builder.ProvisionAsync(token);
    ///     },
    ///     FaultGenerator.Swarm("node-1", "node-2"));
    /// Console.WriteLine($"{run.Faults}\n{run.Failure?.Message ?? "it succeeds"}");
    /// </code>
    /// </example>
    public static Task<SeedRun> ReplayAsync(
        string replay,
        Func<SimulationProvider, CancellationToken, Task> program,
        FaultGenerator? faults = null,
        Func<SimulationProvider, CancellationToken, Task>? check = null,
        ExplorationOptions? options = null
    ) => ReplayAsync(replay, static provider => provider, program, faults, check, options);

    /// <summary>Replays the run of a seed that a replay string identifies.</summary>
    /// <typeparam name="T">Type of the shared state.</typeparam>
    /// <param name="replay">Replay string with seed and remaining faults, for example <c>417:2,5-7</c>.</param>
    /// <param name="begin">Creates the shared state.</param>
    /// <param name="program">The same program.</param>
    /// <param name="faults">The same faults.</param>
    /// <param name="check">The same check.</param>
    /// <param name="options">The same options.</param>
    /// <inheritdoc cref="ReplayAsync(string, Func{SimulationProvider, CancellationToken, Task}, FaultGenerator?,
    /// Func{SimulationProvider, CancellationToken, Task}?, ExplorationOptions?)"/>
    public static async Task<SeedRun> ReplayAsync<T>(
        string replay,
        Func<SimulationProvider, T> begin,
        Func<T, CancellationToken, Task> program,
        FaultGenerator? faults = null,
        Func<T, CancellationToken, Task>? check = null,
        ExplorationOptions? options = null
    )
    {
        SeedReplay parsed = SeedReplay.Parse(replay);
        FaultSchedule schedule = parsed.Keep((faults ?? FaultGenerator.None).Generate(parsed.Seed));
        SeedRunner trial = new(Bind(begin, program, check), (options ?? new ExplorationOptions()).Checked());
        SeedRun? run = null;
        await SeedThreads.RunAsync(
            1,
            1,
            _ =>
            {
                run = trial.Run(parsed.Seed, schedule);
                run = trial.Explained(options?.DeterminismCheckRatio >= 1 ? Explorer.Compared(run, trial.Run(parsed.Seed, schedule)) : run);
            },
            CancellationToken.None
        );
        return run!;
    }

    private static Func<SimulationProvider, SeedPlan> Bind<T>(
        Func<SimulationProvider, T> begin,
        Func<T, CancellationToken, Task> program,
        Func<T, CancellationToken, Task>? check
    )
    {
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(program);
        return provider =>
        {
            T shared = begin(provider);
            object? sharedByPrograms = ReferenceEquals(shared, provider) ? null : shared;
            return new SeedPlan(token => program(shared, token), check is null ? null : token => check(shared, token))
            {
                Shared = sharedByPrograms,
            };
        };
    }
}
