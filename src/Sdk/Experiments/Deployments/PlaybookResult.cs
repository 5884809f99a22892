namespace Scalewright.Experiments.Deployments;

/// <summary>Result of a playbook run.</summary>
/// <param name="Playbook">The file.</param>
/// <param name="ExitCode">Exit code of <c>ansible-playbook</c>; 0 if no host failed.</param>
public sealed record PlaybookResult(string Playbook, int ExitCode)
{
    /// <summary>Task counts of each host, in the order of the recap.</summary>
    public ValueList<HostRecap> Hosts { get; init; } = [];

    /// <summary>Failed tasks that were not rescued, in order.</summary>
    public ValueList<TaskFailure> Failures { get; init; } = [];

    /// <summary>Error of the run as a whole; empty if there is no such error.</summary>
    public string Error { get; init; } = "";

    /// <summary>True if at least one host took part and all hosts succeeded.</summary>
    public bool IsSuccess => ExitCode == 0 && Hosts.Count > 0 && Hosts.All(host => host.IsSuccess);

    /// <summary>Total number of tasks that changed something.</summary>
    public int Changed => Hosts.Sum(host => host.Changed);

    /// <summary>Returns all failures with host, task and message; empty if <see cref="IsSuccess"/>.</summary>
    public ValueList<Problem> GetProblems()
    {
        if (IsSuccess)
        {
            return [];
        }

        string reason = Failures.Count == 0 ? Reason() : "";
        string whole = Error.Length > 0 ? Error : reason;
        IEnumerable<Problem> failed = Failures.Select(Describe);
        return whole.Length == 0
            ? [.. failed]
            :
            [
                .. failed,
                new Problem(ProblemCode.PlaybookNotRun, TextEscaping.Escape(whole), "fix the playbook or the inventory, and run it again")
                {
                    Source = Playbook,
                },
            ];
    }

    /// <summary>Throws if the run failed.</summary>
    /// <exception cref="ExperimentException">The run failed.</exception>
    public void ThrowIfFailed()
    {
        if (!IsSuccess)
        {
            throw new ExperimentException(GetProblems());
        }
    }

    private string Reason() =>
        Hosts.Count == 0 && ExitCode == 0
            ? "no host of the inventory took part"
            : FormattableString.Invariant($"ansible-playbook ended with exit code {ExitCode}");

    private Problem Describe(TaskFailure failure) =>
        failure.IsUnreachable
            ? new Problem(ProblemCode.HostUnreachable, Clause(failure), "check that the host runs, and that you may log in to it")
            {
                Source = Playbook,
                Field = failure.Host,
            }
            : new Problem(ProblemCode.TaskFailed, Clause(failure), "fix the cause and run it again, if its completed tasks may run twice")
            {
                Source = Playbook,
                Field = failure.Host,
            };

    private static string Clause(TaskFailure failure) => $"'{TextEscaping.Escape(failure.Task)}': {TextEscaping.Escape(failure.Message)}";
}
