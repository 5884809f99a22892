namespace Scalewright.Experiments.Deployments;

/// <summary>How <c>ansible-playbook</c> is run.</summary>
public sealed record AnsibleOptions
{
    /// <summary>The program: a path, or a name that is looked for in <c>PATH</c>; default <c>ansible-playbook</c>.</summary>
    public string Program { get; init; } = "ansible-playbook";

    /// <summary>Hosts that are worked on at once, 1 or more; default 20.</summary>
    public int Forks { get; init; } = 20;

    /// <summary>When a run is ended if it has not by itself; default two hours.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Environment variables besides those of this program, over ours; default none.</summary>
    public ValueMap<string> Environment { get; init; } = ValueMap<string>.Empty;

    /// <summary>Time for the deadline; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
