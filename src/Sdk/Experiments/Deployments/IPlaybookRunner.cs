namespace Scalewright.Experiments.Deployments;

/// <summary>Runs playbooks: <see cref="AnsibleRunner"/> on this machine, or one of your own elsewhere.</summary>
public interface IPlaybookRunner
{
    /// <summary>Runs a playbook to its end.</summary>
    /// <param name="run">What to run.</param>
    /// <param name="line">Hears each line as it is written; null: nobody does.</param>
    /// <param name="cancellationToken">Ends the run; what it did so far stays.</param>
    /// <returns>What came of it, on each host; failures are part of it.</returns>
    /// <exception cref="ExperimentException">It cannot be run at all: nothing was done anywhere.</exception>
    Task<PlaybookResult> RunAsync(PlaybookRun run, Action<string>? line = null, CancellationToken cancellationToken = default);
}
