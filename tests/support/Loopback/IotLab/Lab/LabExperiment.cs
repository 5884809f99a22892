namespace Loopback.IotLab.Lab;

internal sealed class LabExperiment
{
    private readonly List<(DateTimeOffset At, string State)> _states = [];

    public required long Id { get; init; }

    public required string User { get; init; }

    public required LabRequest Request { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public DateTimeOffset? ScheduledAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>Boards with their aliases. The alias is empty for boards requested by name.</summary>
    public IReadOnlyList<(string Alias, LabBoard Board)> Boards { get; set; } = [];

    public HashSet<LabBoard> Bad { get; } = [];

    public string LastState { get; set; } = "Terminated";

    public string State => _states[^1].State;

    public DateTimeOffset StateSince => _states[^1].At;

    public bool IsOver => State is "Terminated" or "Stopped" or "Error";

    public bool IsWaiting => State == "Waiting";

    public void Enter(string state, DateTimeOffset at) => _states.Add((at, state));

    /// <summary>Returns the state at an earlier time; null if the experiment did not exist.</summary>
    public string? StateAt(DateTimeOffset time) =>
        _states.FindLastIndex(entry => entry.At <= time) is >= 0 and int at ? _states[at].State : null;
}
