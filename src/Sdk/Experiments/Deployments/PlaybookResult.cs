namespace Scalewright.Experiments.Deployments;

/// <summary>What came of a run of a playbook.</summary>
/// <param name="Playbook">The file.</param>
/// <param name="ExitCode">The exit code of <c>ansible-playbook</c>: 0 when no host failed.</param>
public sealed record PlaybookResult(string Playbook, int ExitCode)
{
    /// <summary>Each host that took part, in the order of the recap.</summary>
    public ValueList<HostTally> Hosts { get; init; } = [];

    /// <summary>The tasks that hosts failed at for good, in the order they failed.</summary>
    public ValueList<TaskFailure> Failures { get; init; } = [];

    /// <summary>What was wrong with the run as a whole, as it was told; empty: nothing.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>True when hosts took part and all went well on each.</summary>
    public bool IsGood => ExitCode == 0 && Hosts.Count > 0 && Hosts.All(host => host.IsGood);

    /// <summary>How many tasks changed something, on all hosts.</summary>
    public int Changed => Hosts.Sum(host => host.Changed);

    /// <summary>Everything that went wrong, with host, task and message; empty when <see cref="IsGood"/>.</summary>
    public ValueList<Problem> Problems()
    {
        if (IsGood)
        {
            return [];
        }

        string whole = Refusal.Length > 0 ? Refusal : Failures.Count == 0 ? Reason() : "";
        IEnumerable<Problem> failed = Failures.Select(Describe);
        return whole.Length == 0 ? [.. failed] : [.. failed, new Problem(ProblemCode.PlaybookNotRun, Printable.Escape(whole), "mend the playbook or the inventory, and run it again") { Source = Playbook }];
    }

    /// <exception cref="ExperimentException">Something went wrong.</exception>
    public void ThrowIfBad()
    {
        if (!IsGood)
        {
            throw new ExperimentException(Problems());
        }
    }

    private string Reason() => Hosts.Count == 0 && ExitCode == 0 ? "no host of the inventory took part" : FormattableString.Invariant($"ansible-playbook ended with exit code {ExitCode}");

    private Problem Describe(TaskFailure failure) => failure.IsUnreachable
        ? new Problem(ProblemCode.HostUnreachable, Clause(failure), "see that the host runs, and that you may log in to it") { Source = Playbook, Field = failure.Host }
        : new Problem(ProblemCode.TaskFailed, Clause(failure), "mend the cause and run it again; what is done already is not done twice") { Source = Playbook, Field = failure.Host };

    private static string Clause(TaskFailure failure) => $"'{Printable.Escape(failure.Task)}': {Printable.Escape(failure.Message)}";
}
