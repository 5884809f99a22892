namespace Scalewright.Experiments.Deployments;

/// <summary>Options of <c>ansible-playbook</c>.</summary>
public sealed record AnsibleOptions
{
    /// <summary>Program to run: a path, or a name in <c>PATH</c>. Default <c>ansible-playbook</c>.</summary>
    public string Program { get; init; } = "ansible-playbook";

    /// <summary>Maximum number of parallel hosts, at least 1. Default 20.</summary>
    public int Forks { get; init; } = 20;

    /// <summary>Timeout after which a run is killed. Default 2 hours.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Environment variables that override the variables of this program and of the runner. Default
    /// empty.</summary>
    public ValueMap<string> Environment { get; init; } = ValueMap<string>.Empty;

    /// <summary>Clock for the timeout. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
