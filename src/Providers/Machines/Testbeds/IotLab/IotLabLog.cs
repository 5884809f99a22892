namespace Scalewright.Providers.IotLab;

/// <summary>Logs experiments and their boards. Event IDs 4700 to 4799.</summary>
internal static partial class IotLabLog
{
    [LoggerMessage(EventId = 4700, Level = LogLevel.Information, Message = "Experiment {Experiment} was submitted, nodes: {Count}")]
    public static partial void ExperimentSubmitted(ILogger logger, long experiment, int count);

    [LoggerMessage(EventId = 4701, Level = LogLevel.Information, Message = "Experiment {Experiment} was ended")]
    public static partial void ExperimentStopped(ILogger logger, long experiment);

    public static void Waits(ILogger logger, long experiment, string? state, DateTimeOffset? start)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string safe = TextEscaping.Escape(state);
            WriteWaits(logger, experiment, safe, start);
        }
    }

    [LoggerMessage(EventId = 4702, Level = LogLevel.Debug, Message = "Experiment {Experiment} is {State}, and is to start at {Start}")]
    private static partial void WriteWaits(ILogger logger, long experiment, string state, DateTimeOffset? start);

    [LoggerMessage(
        EventId = 4703,
        Level = LogLevel.Information,
        Message = "Experiment {Experiment}: redeployed boards: {Count}, first {Board}; succeeded: {Done}"
    )]
    public static partial void BoardsRedeployed(ILogger logger, long experiment, int count, string board, int done);

    [LoggerMessage(
        EventId = 4704,
        Level = LogLevel.Warning,
        Message = "Experiment {Experiment}: {Count} are not deployed again before the next poll, the first {Board}: {Reason}"
    )]
    public static partial void RedeploymentPostponed(ILogger logger, long experiment, int count, string board, string reason);

    [LoggerMessage(
        EventId = 4705,
        Level = LogLevel.Warning,
        Message = "Experiment {Experiment}: redeployment of {Count} boards, the first {Board}, was rejected: {Reason}"
    )]
    public static partial void RedeploymentRejected(ILogger logger, long experiment, int count, string board, string reason);

    [LoggerMessage(EventId = 4706, Level = LogLevel.Warning, Message = "Experiment {Experiment} was submitted twice, and was ended")]
    public static partial void DuplicateExperimentStopped(ILogger logger, long experiment);

    [LoggerMessage(
        EventId = 4707,
        Level = LogLevel.Warning,
        Message = "Experiment {Experiment} was submitted twice, and cannot be ended before the next poll: {Reason}"
    )]
    public static partial void DuplicateExperimentLeft(ILogger logger, long experiment, string reason);

    [LoggerMessage(
        EventId = 4708,
        Level = LogLevel.Warning,
        Message = "The ownership tag of node {Node}, which has no experiment, is left: {Reason}"
    )]
    public static partial void TagLeft(ILogger logger, string node, string reason);

    [LoggerMessage(
        EventId = 4709,
        Level = LogLevel.Warning,
        Message = "Probe experiment {Experiment} may not have ended, and is left to reap: {Reason}"
    )]
    public static partial void ProbeLeft(ILogger logger, string experiment, string reason);
}
