namespace Scalewright.Providers.Vagrant;

/// <summary>
/// Logs VMs and Vagrant's commands. Logs the verb of a command but no arguments or variables, and output only of failed
/// starts. Event IDs 4900 to 4999.
/// </summary>
internal static partial class VagrantLog
{
    [LoggerMessage(EventId = 4900, Level = LogLevel.Information, Message = "The VM of node {Node} is being started")]
    public static partial void VmStarting(ILogger logger, string node);

    [LoggerMessage(EventId = 4901, Level = LogLevel.Information, Message = "The VM of node {Node} is started, after {Duration}")]
    public static partial void VmStarted(ILogger logger, string node, TimeSpan duration);

    public static void StartFailed(ILogger logger, string node, int failures, int maxStarts, TimeSpan duration, string failure)
    {
        if (logger.IsEnabled(LogLevel.Warning))
        {
            string safe = TextEscaping.Escape(failure);
            WriteStartFailed(logger, node, failures, maxStarts, duration, safe);
        }
    }

    [LoggerMessage(
        EventId = 4902,
        Level = LogLevel.Warning,
        Message = "The VM of node {Node} failed to start, {Failures} of {MaxStarts}, after {Duration}: {Failure}"
    )]
    private static partial void WriteStartFailed(
        ILogger logger,
        string node,
        int failures,
        int maxStarts,
        TimeSpan duration,
        string failure
    );

    [LoggerMessage(EventId = 4903, Level = LogLevel.Debug, Message = "vagrant {Verb}: exit status {ExitCode} after {Duration}")]
    public static partial void CommandCompleted(ILogger logger, string verb, int exitCode, TimeSpan duration);

    [LoggerMessage(EventId = 4904, Level = LogLevel.Warning, Message = "vagrant {Verb} is retried in {Delay}: another program uses the VM")]
    public static partial void VmLocked(ILogger logger, string verb, TimeSpan delay);

    [LoggerMessage(
        EventId = 4905,
        Level = LogLevel.Warning,
        Message = "The VM of node {Node} is started by another program, and looked at again"
    )]
    public static partial void StartedElsewhere(ILogger logger, string node);

    [LoggerMessage(
        EventId = 4906,
        Level = LogLevel.Warning,
        Message = "The outcome of the start of node {Node}'s VM is unknown, because its host does not respond"
    )]
    public static partial void HostLost(ILogger logger, string node);

    [LoggerMessage(EventId = 4907, Level = LogLevel.Information, Message = "The VM of node {Node} is removed")]
    public static partial void Removed(ILogger logger, string node);

    [LoggerMessage(
        EventId = 4908,
        Level = LogLevel.Warning,
        Message = "The start of VM {Machine} is not recorded, and is repeated at the next poll"
    )]
    public static partial void StartNotRecorded(ILogger logger, string machine);

    [LoggerMessage(EventId = 4909, Level = LogLevel.Information, Message = "The start of VM {Machine} is cancelled")]
    public static partial void StartCancelled(ILogger logger, string machine);

    [LoggerMessage(EventId = 4910, Level = LogLevel.Debug, Message = "File {File} is written")]
    public static partial void FileWritten(ILogger logger, string file);
}
