using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;

namespace Scalewright.Logs;

/// <summary>Forwards agent logs over the connections that nodes already have, without opening a port.</summary>
public static class AgentLogForwarder
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Forwards the lines of one agent until canceled.</summary>
    /// <remarks>After a broken connection, forwarding continues at the last position. After a restart of the agent, it
    /// starts at the first line.</remarks>
    /// <param name="log">Log of the agent, from <c>await node.GetServiceAsync&lt;IAgentLog&gt;()</c>.</param>
    /// <param name="origin">Node and tag for the lines.</param>
    /// <param name="sink">Receives the lines.</param>
    /// <param name="clock">Time provider for the delays between attempts.</param>
    /// <param name="cancellationToken">Ends forwarding.</param>
    public static Task ForwardAsync(IAgentLog log, LogOrigin origin, ILogSink sink, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(clock);
        return ForwardAsync(log, origin, sink, clock, new LogReadPosition(), cancellationToken);
    }

    /// <summary>Forwards from a position and updates it.</summary>
    internal static async Task ForwardAsync(
        IAgentLog log,
        LogOrigin origin,
        ILogSink sink,
        TimeProvider clock,
        LogReadPosition position,
        CancellationToken cancellationToken
    )
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                (DateTimeOffset? start, long number) = position.Last;
                await foreach (AgentLogLine line in log.FollowAsync(start, number, cancellationToken))
                {
                    await sink.WriteAsync(origin, [.. Gap(position.NumberIn(line.LogStartedAt), line), ToRecord(line)], cancellationToken);
                    position.Last = (line.LogStartedAt, line.Number);
                }
            }
            catch (AgentException exception)
                when (exception.Code == ProblemCode.ConnectionLost
                    || exception.Code == ProblemCode.TimedOut
                    || exception.Code == ProblemCode.AgentExited
                )
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    private static IEnumerable<LogRecord> Gap(long after, AgentLogLine line) =>
        line.Number <= after + 1 || after == 0
            ? []
            :
            [
                ToRecord(
                    line with
                    {
                        Level = 30,
                        Logger = "scalewright.log",
                        Exception = "",
                        Message = string.Create(
                            CultureInfo.InvariantCulture,
                            $"{line.Number - after - 1} lines were dropped before they could be sent"
                        ),
                    }
                ),
            ];

    private static LogRecord ToRecord(AgentLogLine line) =>
        new LogRecord
        {
            Logger = line.Logger,
            Level = line.Level,
            LevelName = line.Level switch
            {
                >= 50 => "CRITICAL",
                >= 40 => "ERROR",
                >= 30 => "WARNING",
                >= 20 => "INFO",
                _ => "DEBUG",
            },
            Message = line.Message,
            Module = line.Module,
            Line = line.Line,
            Exception = line.Exception.Length == 0 ? [] : [line.Exception],
        }.WithTimestamp(line.Timestamp.ToUniversalTime());
}
