namespace Scalewright.Experiments.Deployments;

/// <summary>Task counts of one host in a playbook run (Ansible: play recap).</summary>
/// <param name="Host">Name of the host in the inventory.</param>
public sealed record HostRecap(string Host)
{
    /// <summary>Successful tasks, including changed ones.</summary>
    public int Ok { get; init; }

    /// <summary>Tasks that changed something.</summary>
    public int Changed { get; init; }

    /// <summary>Tasks for which the host was unreachable.</summary>
    public int Unreachable { get; init; }

    /// <summary>Tasks that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Skipped tasks.</summary>
    public int Skipped { get; init; }

    /// <summary>Failed tasks that a rescue section handled.</summary>
    public int Rescued { get; init; }

    /// <summary>Failed tasks whose errors are ignored.</summary>
    public int Ignored { get; init; }

    /// <summary>True if no task failed and the host was reachable.</summary>
    public bool IsSuccess => Failed == 0 && Unreachable == 0;
}
