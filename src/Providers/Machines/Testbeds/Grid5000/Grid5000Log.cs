namespace Scalewright.Providers.Grid5000;

/// <summary>Logs jobs and deployments. Event IDs 4500 to 4599.</summary>
internal static partial class Grid5000Log
{
    [LoggerMessage(EventId = 4500, Level = LogLevel.Information, Message = "Job {Job} at {Site} is submitted, for nodes: {Count}")]
    public static partial void JobSubmitted(ILogger logger, long job, string site, int count);

    [LoggerMessage(EventId = 4501, Level = LogLevel.Information, Message = "Job {Job} at {Site} was ended")]
    public static partial void JobDeleted(ILogger logger, long job, string site);

    public static void Waits(ILogger logger, long job, string site, string? state, DateTimeOffset? start)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            string safe = TextEscaping.Escape(state);
            WriteWaits(logger, job, site, safe, start);
        }
    }

    [LoggerMessage(EventId = 4502, Level = LogLevel.Debug, Message = "Job {Job} at {Site} is {State}, and is to start at {Start}")]
    private static partial void WriteWaits(ILogger logger, long job, string site, string state, DateTimeOffset? start);

    [LoggerMessage(
        EventId = 4503,
        Level = LogLevel.Information,
        Message = "Job {Job} at {Site}: deploying {Environment} to {Count} machines, the first {Machine}"
    )]
    public static partial void DeploymentStarted(ILogger logger, long job, string site, string environment, int count, string machine);

    [LoggerMessage(
        EventId = 4504,
        Level = LogLevel.Warning,
        Message = "Job {Job} at {Site}: deployment of {Environment} to {Count} machines, the first {Machine}, is "
            + "postponed to the next poll: {Reason}"
    )]
    public static partial void DeploymentPostponed(
        ILogger logger,
        long job,
        string site,
        string environment,
        int count,
        string machine,
        string reason
    );

    [LoggerMessage(
        EventId = 4505,
        Level = LogLevel.Warning,
        Message = "Job {Job} at {Site}: deployment of {Environment} to {Count} machines, the first {Machine}, was rejected: {Reason}"
    )]
    public static partial void DeploymentRejected(
        ILogger logger,
        long job,
        string site,
        string environment,
        int count,
        string machine,
        string reason
    );

    [LoggerMessage(
        EventId = 4506,
        Level = LogLevel.Warning,
        Message = "Machine {Machine} at {Site} is marked as failed after deployments: {Count}"
    )]
    public static partial void MachineFailed(ILogger logger, string machine, string site, int count);

    [LoggerMessage(EventId = 4507, Level = LogLevel.Information, Message = "Extension of job {Job} at {Site} by {Extension} is requested")]
    public static partial void ExtensionRequested(ILogger logger, long job, string site, TimeSpan extension);
}
