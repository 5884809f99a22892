namespace Scalewright.Generators.Services;

public enum ResponseKind
{
    Task,

    ValueTask,

    Stream,
}
