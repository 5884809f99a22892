namespace Loopback.Grid5000.Scheduler;

internal sealed class GanttJob
{
    private readonly List<(DateTimeOffset At, string State)> _states = [];

    public required long Uid { get; init; }

    public required string Site { get; init; }

    public required string User { get; init; }

    public required string Name { get; init; }

    public required string Command { get; init; }

    /// <summary>Requested SQL conditions on machines; empty for none.</summary>
    public string RequestedProperties { get; init; } = "";

    public required IReadOnlyList<string> Types { get; init; }

    public required JobResources Resources { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Requested start; null for as soon as possible.</summary>
    public DateTimeOffset? Reservation { get; init; }

    public string Queue { get; init; } = "default";

    public string Message { get; set; } = "";

    public TimeSpan Walltime { get; set; }

    public DateTimeOffset? ScheduledAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>Allocated machines, or those planned by the schedule.</summary>
    public IReadOnlyList<Machine> Machines { get; set; } = [];

    /// <summary>Events of the scheduler, ordered by time.</summary>
    public List<(DateTimeOffset At, string Type)> Events { get; } = [];

    public TimeSpan PendingTime { get; set; }

    public TimeSpan GrantedTime { get; set; }

    public bool IsBestEffort => Types.Contains("besteffort", StringComparer.Ordinal);

    public string State => _states[^1].State;

    public bool IsOver => State is "terminated" or "error";

    public bool IsWaiting => State is "waiting" or "toackreservation";

    /// <summary>Time at which the scheduler was asked to kill it; null if it was not.</summary>
    public DateTimeOffset? KilledAt =>
        Events.Where(entry => entry.Type == "FRAG_JOB_REQUEST").Select(entry => (DateTimeOffset?)entry.At).FirstOrDefault();

    /// <summary>Time at which its machines are free again, estimated from the schedule until it is known.</summary>
    public DateTimeOffset? EndsAt =>
        IsOver ? _states[^1].At
        : StartedAt is { } start ? start + Duration
        : ScheduledAt + Walltime;

    /// <summary>Actual run time. The command may exit before the walltime.</summary>
    public TimeSpan Duration => CommandDuration is { } command && command < Walltime ? command : Walltime;

    /// <summary>Whether the command runs until the scheduler kills it at the end of the walltime.</summary>
    public bool ExceedsWalltime => CommandDuration is not { } command || command > Walltime;

    private TimeSpan? CommandDuration =>
        Command.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["sleep", var time] when long.TryParse(time, out long seconds) => TimeSpan.FromSeconds(seconds),
            ["true"] => TimeSpan.FromSeconds(1),
            _ => null,
        };

    /// <summary>What a job shows as its command: the API submits a command as a script, which the scheduler saves as a file.</summary>
    public string ScriptPath => Command.Length > 0 ? $"./oarapi.subscript.{Uid:x5}" : "";

    /// <summary>The requested conditions with those that the admission rules add.</summary>
    public string Properties =>
        Types
            .Where(type => type is "deploy" or "besteffort")
            .Select(type => $"{type} = 'YES'")
            .Append("maintenance = 'NO'")
            .Aggregate(RequestedProperties, (all, next) => all.Length > 0 ? $"({all}) AND {next}" : next);

    public DateTimeOffset StateSince => _states[^1].At;

    public void Enter(string state, DateTimeOffset at) => _states.Add((at, state));

    /// <summary>Returns the state at an earlier time; null if the job did not exist.</summary>
    public string? StateAt(DateTimeOffset time) =>
        _states.FindLastIndex(entry => entry.At <= time) is >= 0 and int at ? _states[at].State : null;
}
