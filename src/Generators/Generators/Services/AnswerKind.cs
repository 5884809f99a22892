namespace Scalewright.Generators.Services;

/// <summary>Return type of a service method.</summary>
public enum AnswerKind
{
    Task,

    ValueTask,

    Stream,
}
