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
        IReadOnlyList<string> args,
        RunServices? tools = null,
        CancellationToken cancellationToken = default
    ) => SweepElement.TryRunAsync(args, (point, token) => ComputeAsync(point, tools, token), cancellationToken);

    private static async Task<string> ComputeAsync(SweepPoint point, RunServices? tools, CancellationToken cancellationToken)
    {
        ElementJson element = JsonSerializer.Deserialize(point.Line, ElementJsonContext.Default.ElementJson)
            ?? throw new FormatException("it is not a run of an experiment");
        if (element.Archive is not { } archive)
        {
            return await RunAsync(ExperimentFolder.Open(element.Experiment), element, tools, cancellationToken);
        }

        DirectoryInfo own = Directory.CreateTempSubdirectory("scalewright-run-");
        try
        {
            return await RunAsync(FolderArchive.Read(archive, own.FullName), element, tools, cancellationToken);
        }
        finally
        {
            own.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(
        ExperimentFolder folder,
        ElementJson element,
        RunServices? tools,
        CancellationToken cancellationToken
    )
    {
        Experiment experiment = folder.ReadDefinition().Experiments.FirstOrDefault(one => one.PointName == element.Point)
            ?? throw new FormatException(
                $"the experiment in '{TextEscaping.Escape(folder.FullPath)}' has no point '{TextEscaping.Escape(element.Point)}'"
            );
        (RunOutcome outcome, string reason) = await new SingleRun(folder, tools).RunAsync(
            experiment,
            element.Run,
            progress: null,
            cancellationToken
        );
        string? history = element.Archive is null
            ? null
            : FolderArchive.Compress(await File.ReadAllBytesAsync(folder.GetRunPath(element.Point, element.Run), cancellationToken));
        return JsonSerializer.Serialize(
            new ElementResultJson(outcome.ToString(), reason) { History = history },
            ElementJsonContext.Default.ElementResultJson
        );
    }
}

internal sealed record ElementResultJson(string Outcome, string Reason)
{
    /// <summary>History in gzip format as Base64; null if the element wrote it into the folder.</summary>
    public string? History { get; init; }
}

[JsonSerializable(typeof(ElementJson))]
[JsonSerializable(typeof(ElementResultJson))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
internal sealed partial class ElementJsonContext : JsonSerializerContext;
