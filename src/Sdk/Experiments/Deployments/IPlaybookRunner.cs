namespace Scalewright.Experiments.Deployments;

/// <summary>Runs playbooks: <see cref="AnsibleRunner"/> on this machine, or a custom implementation.</summary>
public interface IPlaybookRunner
{
    /// <summary>Runs a playbook until it completes.</summary>
    /// <param name="run">The run to execute.</param>
    /// <param name="line">Receives each output line; null discards the output.</param>
    /// <param name="cancellationToken">Cancels the run. Completed changes remain.</param>
    /// <returns>The result for each host, including failures.</returns>
    /// <exception cref="ExperimentException">The playbook cannot be started. Nothing changed on any host.</exception>
    Task<PlaybookResult> RunAsync(PlaybookRun run, Action<string>? line = null, CancellationToken cancellationToken = default);
}
