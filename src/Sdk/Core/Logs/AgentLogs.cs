using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;

namespace Scalewright.Logs;

/// <summary>Brings what agents say to where logs go, over the connections that nodes have anyway: no port is opened for it.</summary>
public static class AgentLogs
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Forwards the lines of one agent until it is told to end. When the connection breaks it goes on where it was; lines of a new start of the agent are taken from its first one.</summary>
    /// <param name="log">The agent's log, as <c>await node.ServiceAsync&lt;IAgentLog&gt;()</c> gives it.</param>
    /// <param name="origin">Who the node is, for the lines.</param>
    /// <param name="sink">Where they go.</param>
    /// <param name="clock">Time for the pauses between two tries.</param>
    /// <param name="cancellationToken">Ends the forwarding.</param>
    public static Task ForwardAsync(IAgentLog log, LogOrigin origin, ILogSink sink, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(clock);
        return ForwardAsync(log, origin, sink, clock, new LogPosition(), cancellationToken);
    }

    /// <summary>The same, from a position on, which says how far it came.</summary>
    internal static async Task ForwardAsync(IAgentLog log, LogOrigin origin, ILogSink sink, TimeProvider clock, LogPosition position, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                (DateTimeOffset? start, long number) = position.Last;
                await foreach (AgentLogLine line in log.FollowAsync(start, number, cancellationToken))
                {
                    await sink.WriteAsync(origin, [.. Gap(position.NumberIn(line.Start), line), RecordOf(line)], cancellationToken);
                    position.Last = (line.Start, line.Number);
                }
            }
            catch (AgentException lost) when (lost.Code == ProblemCode.ConnectionLost || lost.Code == ProblemCode.DeadlinePassed || lost.Code == ProblemCode.AgentEnded)
            {
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    private static IEnumerable<LogRecord> Gap(long after, AgentLogLine line) => line.Number <= after + 1 || after == 0 ? [] :
    [
        RecordOf(line with { Level = 30, Logger = "scalewright.log", Exception = "", Message = string.Create(CultureInfo.InvariantCulture, $"{line.Number - after - 1} lines were dropped before they could be sent") }),
    ];

    private static LogRecord RecordOf(AgentLogLine line) => new LogRecord
    {
        Logger = line.Logger,
        Level = line.Level,
        LevelName = line.Level switch { >= 50 => "CRITICAL", >= 40 => "ERROR", >= 30 => "WARNING", >= 20 => "INFO", _ => "DEBUG" },
        Message = line.Message,
        Module = line.Module,
        Line = line.Line,
        Exception = line.Exception.Length == 0 ? [] : [line.Exception],
    }.At(line.At.ToUniversalTime());
}
