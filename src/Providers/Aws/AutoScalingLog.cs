using Microsoft.Extensions.Logging;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Log messages about instances and endpoints. Event IDs 4300 to 4399.</summary>
internal static partial class AutoScalingLog
{
    public static void Started(ILogger logger, string instance, string node)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            string safe = TextEscaping.Escape(instance);
            WriteStarted(logger, safe, node);
        }
    }

    [LoggerMessage(EventId = 4300, Level = LogLevel.Information, Message = "Instance {Instance} is started for node {Node}")]
    private static partial void WriteStarted(ILogger logger, string instance, string node);

    public static void Ended(ILogger logger, int count, string first)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            string safe = TextEscaping.Escape(first);
            WriteEnded(logger, count, safe);
        }
    }

    [LoggerMessage(EventId = 4301, Level = LogLevel.Information, Message = "Instances are ended: {Count}, the first {Instance}")]
    private static partial void WriteEnded(ILogger logger, int count, string instance);

    public static void ReconciliationFailed(ILogger logger, ScalewrightException exception)
    {
        if (logger.IsEnabled(LogLevel.Warning))
        {
            string codes = string.Join(
                ", ",
                exception.Problems.Select(problem => $"{problem.Code.Id} {problem.Code.Name}").Distinct(StringComparer.Ordinal)
            );
            ClusterDiverged(logger, codes);
        }
    }

    [LoggerMessage(
        EventId = 4302,
        Level = LogLevel.Warning,
        Message = "The cluster behind the endpoint is not as requested, which is retried at the next poll: {Codes}"
    )]
    private static partial void ClusterDiverged(ILogger logger, string codes);

    [LoggerMessage(EventId = 4303, Level = LogLevel.Information, Message = "The cluster behind the endpoint is as requested again")]
    public static partial void ClusterRecovered(ILogger logger);

    public static void Untagged(ILogger logger, string instance, string node)
    {
        if (logger.IsEnabled(LogLevel.Warning))
        {
            string safe = TextEscaping.Escape(instance);
            InstanceNotTagged(logger, safe, node);
        }
    }

    [LoggerMessage(
        EventId = 4304,
        Level = LogLevel.Warning,
        Message = "Instance {Instance} of node {Node} could be "
            + "neither tagged nor terminated, and has no ownership tag by which it could be found; terminate it manually"
    )]
    private static partial void InstanceNotTagged(ILogger logger, string instance, string node);

    public static void StateNotRestored(ILogger logger, string group, Problem problem)
    {
        if (logger.IsEnabled(LogLevel.Warning))
        {
            string safe = TextEscaping.Escape(group);
            PolicyStartsOver(logger, safe, problem.ToString(), problem.Code.Id);
        }
    }

    [LoggerMessage(EventId = 4305, Level = LogLevel.Warning, Message = "Group {Group}: {Problem} [{Code}]")]
    private static partial void PolicyStartsOver(ILogger logger, string group, string problem, string code);
}
