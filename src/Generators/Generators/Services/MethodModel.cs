namespace Scalewright.Generators.Services;

/// <summary>One method of a service.</summary>
/// <param name="Method">Its name in C#.</param>
/// <param name="Name">Its name in calls.</param>
/// <param name="Answer">How it answers.</param>
/// <param name="ReturnType">What it returns, as C# writes it.</param>
/// <param name="Result">Codec of its result, or of one value of its stream; -1: none.</param>
/// <param name="ResultType">Type of that, as C# writes it.</param>
public sealed record MethodModel(string Method, string Name, AnswerKind Answer, string ReturnType, int Result, string ResultType)
{
    /// <summary>Its parameters in order.</summary>
    public EquatableArray<ParameterModel> Parameters { get; init; }

    /// <summary>Seconds of its deadline as C# writes them; empty: none of its own.</summary>
    public string DeadlineSeconds { get; init; } = "";

    /// <summary>Whether doing it twice does no harm.</summary>
    public bool IsRepeatable { get; init; }
}
