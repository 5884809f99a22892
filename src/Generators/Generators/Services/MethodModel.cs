namespace Scalewright.Generators.Services;

/// <summary>Method of a service.</summary>
/// <param name="Method">Name in C#.</param>
/// <param name="Name">Name in calls.</param>
/// <param name="ResponseKind">Kind of the return type.</param>
/// <param name="ReturnType">Return type in C#.</param>
/// <param name="Result">Codec of the result or of a streamed value. -1: none.</param>
/// <param name="ResultType">Type of the result or of a streamed value, in C#.</param>
internal sealed record MethodModel(string Method, string Name, ResponseKind ResponseKind, string ReturnType, int Result, string ResultType)
{
    public EquatableArray<ParameterModel> Parameters { get; init; }

    /// <summary>Timeout in seconds, as a C# literal. Empty: not set.</summary>
    public string DeadlineSeconds { get; init; } = "";

    /// <summary>True if the call is idempotent.</summary>
    public bool IsIdempotent { get; init; }
}
