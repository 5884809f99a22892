namespace Scalewright.Providers.Slurm;

internal static partial class SlurmLog
{
    [LoggerMessage(EventId = 4600, Level = LogLevel.Information, Message = "Job {Job} is submitted for node {Node}")]
    public static partial void Submitted(ILogger logger, string job, string node);

    [LoggerMessage(EventId = 4601, Level = LogLevel.Information, Message = "Job {Job} of node {Node} is cancelled")]
    public static partial void Cancelled(ILogger logger, string job, string node);

    [LoggerMessage(EventId = 4602, Level = LogLevel.Warning, Message = "Job {Job} of node {Node} is over: {State} ({Reason})")]
    public static partial void JobEnded(ILogger logger, string job, string node, string state, string reason);

    [LoggerMessage(EventId = 4603, Level = LogLevel.Debug, Message = "Job {Job} of node {Node} waits: {Reason}")]
    public static partial void JobPending(ILogger logger, string job, string node, string reason);

    [LoggerMessage(EventId = 4604, Level = LogLevel.Warning, Message = "Step {Step} of node {Node} cannot be ended: {Reason}")]
    public static partial void StepNotTerminated(ILogger logger, string step, string node, string reason);
}
