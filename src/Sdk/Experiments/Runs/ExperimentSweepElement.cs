using System.Text.Json.Serialization;
using Scalewright.Sweeps;

namespace Scalewright.Experiments.Runs;

/// <summary>Lets a program run the elements of its own sweeps; see <see cref="ExperimentSweep.Engine"/>.</summary>
/// <remarks>First line of the program: <c>if (await ExperimentSweepElement.TryRunAsync(args)) { return; }</c></remarks>
public static class ExperimentSweepElement
{
    /// <summary>Executes runs if the arguments specify an element, and returns when they are complete.</summary>
    /// <param name="args">Arguments of the program, as created by <see cref="SweepElement.GetArguments"/>.</param>
    /// <param name="tools">Services of this program for runs. Default null.</param>
    /// <param name="cancellationToken">Cancels the current run. Another element repeats it.</param>
    /// <returns>False if the arguments do not specify an element, so that the program continues.</returns>
    /// <exception cref="SweepException">The runs cannot be read.</exception>
    /// <exception cref="ArgumentException">The arguments specify an element but are not valid.</exception>
    public static Task<bool> TryRunAsync(
        IReadOnlyList<string> args, RunServices? tools = null, CancellationToken cancellationToken = default) =>
        SweepElement.TryRunAsync(args, (point, token) => ComputeAsync(point, tools, token), cancellationToken);

    private static async Task<string> ComputeAsync(
        SweepPoint point, RunServices? tools, CancellationToken cancellationToken)
    {
        ElementJson element = JsonSerializer.Deserialize(point.Line, ElementJsonContext.Default.ElementJson)
            ?? throw new FormatException("it is no run of an experiment");
        ExperimentFolder folder = ExperimentFolder.Open(element.Experiment);
        Experiment experiment = folder.ReadExperiments().FirstOrDefault(one => one.PointName == element.Point)
            ?? throw new FormatException(
                $"the experiment in '{TextEscaping.Escape(folder.FullPath)}' has no point "
                + $"'{TextEscaping.Escape(element.Point)}'");
        (RunOutcome outcome, string reason) =
            await new SingleRun(folder, tools).RunAsync(experiment, element.Run, progress: null, cancellationToken);
        return JsonSerializer.Serialize(
            new ElementResultJson(outcome.ToString(), reason), ElementJsonContext.Default.ElementResultJson);
    }
}

internal sealed record ElementResultJson(string Outcome, string Reason);

[JsonSerializable(typeof(ElementJson))]
[JsonSerializable(typeof(ElementResultJson))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
internal sealed partial class ElementJsonContext : JsonSerializerContext;
