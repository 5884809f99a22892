namespace Scalewright.Experiments.Deployments;

/// <summary>How many tasks of a playbook ended how on one host.</summary>
/// <param name="Host">The host's name in the inventory.</param>
public sealed record HostTally(string Host)
{
    /// <summary>Tasks that ended well, those that changed something among them.</summary>
    public int Ok { get; init; }

    /// <summary>Tasks that changed something.</summary>
    public int Changed { get; init; }

    /// <summary>Tasks for which the host could not be reached.</summary>
    public int Unreachable { get; init; }

    /// <summary>Tasks that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Tasks that were not for this host.</summary>
    public int Skipped { get; init; }

    /// <summary>Tasks that failed and were made good by others.</summary>
    public int Rescued { get; init; }

    /// <summary>Tasks whose failure does not count.</summary>
    public int Ignored { get; init; }

    /// <summary>True when nothing failed and the host was there.</summary>
    public bool IsGood => Failed == 0 && Unreachable == 0;
}
