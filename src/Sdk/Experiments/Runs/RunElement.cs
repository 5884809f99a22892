using Scalewright.Experiments.Histories;
using Scalewright.Sweeps;

namespace Scalewright.Experiments.Runs;

/// <summary>Lets a program be the elements of its own sweeps (<see cref="Sweep.Engine"/>): the same file is started by an engine, on whatever machine, and does a few runs there.</summary>
/// <remarks>The first line of a program: <c>if (await RunElement.TryRunAsync(args)) { return; }</c></remarks>
public static class RunElement
{
    /// <summary>Does runs when the arguments say that this is an element, and returns when they are done.</summary>
    /// <param name="args">The program's arguments, as <see cref="SweepElement.WordsFor"/> makes them.</param>
    /// <param name="tools">What this program has for runs; null, the default: nothing.</param>
    /// <param name="cancellationToken">Stops the run that it is at; it is run again by another element.</param>
    /// <returns>False when the program is not meant as an element, and goes on.</returns>
    /// <exception cref="SweepException">The runs cannot be read.</exception>
    /// <exception cref="ArgumentException">It is meant as one, and the arguments are wrong.</exception>
    public static Task<bool> TryRunAsync(IReadOnlyList<string> args, RunTools? tools = null, CancellationToken cancellationToken = default) =>
        SweepElement.TryRunAsync(args, (point, token) => ComputeAsync(point, tools, token), cancellationToken);

    private static async Task<string> ComputeAsync(SweepPoint point, RunTools? tools, CancellationToken cancellationToken)
    {
        ElementJson element = JsonSerializer.Deserialize(point.Line, ElementJsonContext.Default.ElementJson) ?? throw new FormatException("it is no run of an experiment");
        ExperimentFolder folder = ExperimentFolder.Open(element.Experiment);
        Experiment experiment = folder.Experiments().FirstOrDefault(one => one.PointName == element.Point)
            ?? throw new FormatException($"the experiment in '{Printable.Escape(folder.FullPath)}' has no point '{Printable.Escape(element.Point)}'");
        (RunOutcome outcome, string why) = await new SingleRun(folder, tools).DoAsync(experiment, element.Run, progress: null, cancellationToken);
        return JsonSerializer.Serialize(new ElementResultJson(outcome.ToString(), why), ElementJsonContext.Default.ElementResultJson);
    }
}

/// <summary>What came of a run that was a point of a sweep.</summary>
internal sealed record ElementResultJson(string Outcome, string Why);
