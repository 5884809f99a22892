namespace Scalewright.Generators.Services;

internal enum ResponseKind
{
    Task,

    ValueTask,

    Stream,
}
