namespace Scalewright.Generators.Services;

/// <summary>How a method answers.</summary>
public enum AnswerKind
{
    /// <summary>By a task.</summary>
    Task,

    /// <summary>By a value task.</summary>
    ValueTask,

    /// <summary>By a stream.</summary>
    Stream,
}
