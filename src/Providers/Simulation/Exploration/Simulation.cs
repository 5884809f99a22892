using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Exploration;

namespace Scalewright;

/// <summary>Looks for what can go wrong with a program: runs it in many simulated places, each with other chance and other faults.</summary>
public static class Simulation
{
    /// <summary>Runs a program once for each seed, on all processors.</summary>
    /// <param name="seeds">How many, 1 or more; from <see cref="ExplorationOptions.FirstSeed"/> on.</param>
    /// <param name="program">The program. A fault may kill it; then it is run again in the same place, and goes on from <see cref="SimulationProvider.Files"/>.
    /// While there are faults it may give up with a <see cref="ScalewrightException"/>; then it is run again without them and must end well.</param>
    /// <param name="faults">What goes wrong, drawn from each seed apart from all other chance; null: nothing.</param>
    /// <param name="check">What must hold at the end, when everything is healed; null: that the program ended well.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">No further seed is begun.</param>
    /// <returns>What was found; look at <see cref="ExplorationReport.Failures"/> or call <see cref="ExplorationReport.ThrowIfFailed"/>.</returns>
    public static Task<ExplorationReport> ExploreAsync(
        int seeds,
        Func<SimulationProvider, CancellationToken, Task> program,
        FaultDraw? faults = null,
        Func<SimulationProvider, CancellationToken, Task>? check = null,
        ExplorationOptions? options = null,
        CancellationToken cancellationToken = default) => ExploreAsync(seeds, static provider => provider, program, faults, check, options, cancellationToken);

    /// <summary>Runs a program once for each seed, with something that all runs of one seed share: it survives when the program is killed, as a witness outside of it does.</summary>
    /// <typeparam name="T">What the runs of a seed share.</typeparam>
    /// <param name="seeds">How many, 1 or more; from <see cref="ExplorationOptions.FirstSeed"/> on.</param>
    /// <param name="begin">Makes it, once for each run of a seed; it is disposed of at the end of the run when it can be, outside of the simulation.</param>
    /// <param name="program">The program.</param>
    /// <param name="faults">What goes wrong; null: nothing.</param>
    /// <param name="check">What must hold at the end; null: that the program ended well.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">No further seed is begun.</param>
    /// <inheritdoc cref="ExploreAsync(int, Func{SimulationProvider, CancellationToken, Task}, FaultDraw?, Func{SimulationProvider, CancellationToken, Task}?, ExplorationOptions?, CancellationToken)"/>
    public static Task<ExplorationReport> ExploreAsync<T>(
        int seeds,
        Func<SimulationProvider, T> begin,
        Func<T, CancellationToken, Task> program,
        FaultDraw? faults = null,
        Func<T, CancellationToken, Task>? check = null,
        ExplorationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        ExplorationOptions checkedOptions = (options ?? new ExplorationOptions()).Checked();
        FaultDraw drawn = faults ?? FaultDraw.None;
        Explorer explorer = new(new Trial(Bind(begin, program, check), checkedOptions) { NamesNodes = drawn.Nodes.Count > 0 }, drawn, checkedOptions);
        return explorer.ExploreAsync(seeds, cancellationToken);
    }

    /// <summary>Runs one seed again, exactly as the run that printed the replay string.</summary>
    /// <param name="replay">The string: seed and kept faults, as in <c>417:2,5-7</c>.</param>
    /// <param name="program">The same program.</param>
    /// <param name="faults">The same faults.</param>
    /// <param name="check">The same check.</param>
    /// <param name="options">The same options; a run that waits without end is run once more with <see cref="SimulationOptions.TraceWaits"/>. With a <see cref="ExplorationOptions.RepeatedShare"/> of 1 it is run twice to see that it takes the same course.</param>
    /// <exception cref="FormatException">The string is none.</exception>
    /// <returns>The course of the run; it does not throw what the program threw.</returns>
    public static Task<SeedRun> ReplayAsync(
        string replay,
        Func<SimulationProvider, CancellationToken, Task> program,
        FaultDraw? faults = null,
        Func<SimulationProvider, CancellationToken, Task>? check = null,
        ExplorationOptions? options = null) => ReplayAsync(replay, static provider => provider, program, faults, check, options);

    /// <summary>Runs one seed again, exactly as the run that printed the replay string.</summary>
    /// <typeparam name="T">What the runs of a seed share.</typeparam>
    /// <param name="replay">The string: seed and kept faults, as in <c>417:2,5-7</c>.</param>
    /// <param name="begin">Makes what the runs share.</param>
    /// <param name="program">The same program.</param>
    /// <param name="faults">The same faults.</param>
    /// <param name="check">The same check.</param>
    /// <param name="options">The same options.</param>
    /// <inheritdoc cref="ReplayAsync(string, Func{SimulationProvider, CancellationToken, Task}, FaultDraw?, Func{SimulationProvider, CancellationToken, Task}?, ExplorationOptions?)"/>
    public static async Task<SeedRun> ReplayAsync<T>(
        string replay,
        Func<SimulationProvider, T> begin,
        Func<T, CancellationToken, Task> program,
        FaultDraw? faults = null,
        Func<T, CancellationToken, Task>? check = null,
        ExplorationOptions? options = null)
    {
        SeedReplay parsed = SeedReplay.Parse(replay);
        FaultSchedule schedule = parsed.Keep((faults ?? FaultDraw.None).Draw(parsed.Seed));
        Trial trial = new(Bind(begin, program, check), (options ?? new ExplorationOptions()).Checked());
        SeedRun? run = null;
        await SeedThreads.RunAsync(
            1,
            1,
            _ =>
            {
                run = trial.Run(parsed.Seed, schedule);
                run = trial.Explained(options?.RepeatedShare >= 1 ? Explorer.Compared(run, trial.Run(parsed.Seed, schedule)) : run);
            },
            CancellationToken.None);
        return run!;
    }

    private static Func<SimulationProvider, Course> Bind<T>(
        Func<SimulationProvider, T> begin, Func<T, CancellationToken, Task> program, Func<T, CancellationToken, Task>? check)
    {
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(program);
        return provider =>
        {
            T shared = begin(provider);
            return new Course(token => program(shared, token), check is null ? null : token => check(shared, token))
            {
                Shared = ReferenceEquals(shared, provider) ? null : shared,
            };
        };
    }
}
