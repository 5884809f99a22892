namespace Scalewright.Generators.Services;

/// <summary>Method of a service.</summary>
/// <param name="Name">Name in calls.</param>
/// <param name="Result">Codec of the result or of a streamed value. -1: none.</param>
public sealed record MethodModel(string Method, string Name, AnswerKind Answer, string ReturnType, int Result, string ResultType)
{
    public EquatableArray<ParameterModel> Parameters { get; init; }

    /// <summary>Timeout in seconds, as a C# literal. Empty: not set.</summary>
    public string DeadlineSeconds { get; init; } = "";

    /// <summary>True if the call is idempotent.</summary>
    public bool IsRepeatable { get; init; }
}
