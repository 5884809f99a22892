using System.Text.Json.Serialization;

namespace Scalewright.Experiments.Operators;

/// <summary>State of an operator, as other processes read it.</summary>
/// <param name="Stage">The stage. After a crash, it is the last stage before the crash.</param>
public sealed record OperatorState(OperatorStage Stage)
{
    /// <summary>Folder of the running or last experiment; empty before the first.</summary>
    public string Experiment { get; init; } = "";

    /// <summary>Current point of the sweep.</summary>
    public string Point { get; init; } = "";

    /// <summary>Number of the current run.</summary>
    public int Run { get; init; }

    /// <summary>Number of finished runs of the experiment.</summary>
    public int CompletedCount { get; init; }

    /// <summary>Total number of runs of the experiment.</summary>
    public int TotalCount { get; init; }

    /// <summary>Seconds since the start of the load of the run.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>Duration of the run in seconds.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>Error of the last experiment; empty if it did not fail.</summary>
    public string Error { get; init; } = "";

    /// <summary>Folders of the queued experiments.</summary>
    public ValueList<string> Queue { get; init; } = [];
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(ValueListConverter<string>)]
)]
[JsonSerializable(typeof(OperatorState))]
internal sealed partial class OperatorJson : JsonSerializerContext;
