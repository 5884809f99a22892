using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.Logs;

/// <summary>What is written about clusters: waves of steps and what came of them, nodes that are waited for, and what may be left behind. Ids 5300 to 5399.</summary>
internal static partial class WaveLog
{
    [LoggerMessage(EventId = 5300, Level = LogLevel.Information, Message = "{Cluster}: a wave of {Count} took {Duration}: {Made} made, {Changed} changed, {Removed} removed, {Failed} failed, {Unknown} unknown, {Undone} not begun")]
    public static partial void Ended(ILogger logger, string cluster, int count, TimeSpan duration, int made, int changed, int removed, int failed, int unknown, int undone);

    [LoggerMessage(EventId = 5301, Level = LogLevel.Warning, Message = "{Cluster}: {Result} {Count}, the first {Step}: {Code} {Word}")]
    public static partial void NotDone(ILogger logger, string cluster, StepResult result, int count, string step, string code, string word);

    [LoggerMessage(EventId = 5302, Level = LogLevel.Warning, Message = "{Cluster}: what may be left there: {Count}, the first {Name}; unless its program goes on, reap takes it")]
    public static partial void Left(ILogger logger, string cluster, int count, string name);

    [LoggerMessage(EventId = 5303, Level = LogLevel.Debug, Message = "{Cluster}: nodes {Count}, ready {Ready}, pending {Pending}, leaving {Leaving}, failed {Failed}, {Duration} after that was begun")]
    public static partial void Waits(ILogger logger, string cluster, int count, int ready, int pending, int leaving, int failed, TimeSpan duration);

    [LoggerMessage(EventId = 5304, Level = LogLevel.Information, Message = "{Cluster}: every node is ready, {Count} of them, {Duration} after that was begun")]
    public static partial void AllReady(ILogger logger, string cluster, int count, TimeSpan duration);

    [LoggerMessage(EventId = 5305, Level = LogLevel.Warning, Message = "{Cluster}: nodes {Count}, ready {Ready}, failed {Failed}, {Duration} after that was begun")]
    public static partial void SomeFailed(ILogger logger, string cluster, int count, int ready, int failed, TimeSpan duration);

    [LoggerMessage(EventId = 5306, Level = LogLevel.Information, Message = "{Cluster}: no node is left, {Duration} after that was begun")]
    public static partial void AllGone(ILogger logger, string cluster, TimeSpan duration);
}
