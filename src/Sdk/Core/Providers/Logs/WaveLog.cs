using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Logs;

/// <summary>
/// Logs waves of steps and their outcomes, pending nodes, and resources that may be left behind. Event IDs 5300 to
/// 5399.
/// </summary>
internal static partial class WaveLog
{
    [LoggerMessage(
        EventId = 5300,
        Level = LogLevel.Information,
        Message = "{Cluster}: a wave of steps ({Count}) took {Duration}: {Made} created, {Changed} updated, "
            + "{Removed} deleted, {Failed} failed, {Unknown} unknown, {NotStarted} not started"
    )]
    public static partial void Ended(
        ILogger logger,
        string cluster,
        int count,
        TimeSpan duration,
        int made,
        int changed,
        int removed,
        int failed,
        int unknown,
        int notStarted
    );

    [LoggerMessage(
        EventId = 5301,
        Level = LogLevel.Warning,
        Message = "{Cluster}: steps with result {Result}: {Count}, the first {Step}: {Code} {ErrorName}"
    )]
    public static partial void StepsFailed(
        ILogger logger,
        string cluster,
        StepResult result,
        int count,
        string step,
        string code,
        string errorName
    );

    [LoggerMessage(
        EventId = 5302,
        Level = LogLevel.Warning,
        Message = "{Cluster}: resources that may be left behind: {Count}, the first {Name}; unless its program "
            + "resumes, reap removes it"
    )]
    public static partial void ResourcesLeftBehind(ILogger logger, string cluster, int count, string name);

    [LoggerMessage(
        EventId = 5303,
        Level = LogLevel.Debug,
        Message = "{Cluster}: nodes {Count}, ready {Ready}, pending {Pending}, leaving {Leaving}, failed {Failed}, "
            + "{Duration} after the start"
    )]
    public static partial void NodesPending(
        ILogger logger,
        string cluster,
        int count,
        int ready,
        int pending,
        int leaving,
        int failed,
        TimeSpan duration
    );

    [LoggerMessage(
        EventId = 5304,
        Level = LogLevel.Information,
        Message = "{Cluster}: all nodes ({Count}) are ready {Duration} after the start"
    )]
    public static partial void AllReady(ILogger logger, string cluster, int count, TimeSpan duration);

    [LoggerMessage(
        EventId = 5305,
        Level = LogLevel.Warning,
        Message = "{Cluster}: nodes {Count}, ready {Ready}, failed {Failed}, {Duration} after the start"
    )]
    public static partial void SomeFailed(ILogger logger, string cluster, int count, int ready, int failed, TimeSpan duration);

    [LoggerMessage(EventId = 5306, Level = LogLevel.Information, Message = "{Cluster}: all nodes are deleted, {Duration} after the start")]
    public static partial void AllNodesRemoved(ILogger logger, string cluster, TimeSpan duration);

    [LoggerMessage(
        EventId = 5307,
        Level = LogLevel.Error,
        Message = "{Provider}: unexpected exception; its meaning for the backend is unknown"
    )]
    public static partial void UnexpectedException(ILogger logger, string provider, Exception exception);
}
