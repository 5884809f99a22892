namespace Scalewright.Generators.Services;

public enum AnswerKind
{
    Task,

    ValueTask,

    Stream,
}
