using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Experiments.Deployments;

namespace Scalewright.Experiments.Runs;

/// <summary>Runs the deployment steps before the load, and reverts them in reverse order at the end.</summary>
/// <param name="nodes">Machines that can run commands; may be empty.</param>
/// <param name="deployment">Deploys playbooks; null if not available.</param>
internal sealed class DeploymentStepRunner(
    Experiment experiment,
    IReadOnlyList<Node> nodes,
    PlaybookDeployer? deployment,
    IRunRecorder recorder
)
{
    private const int MaxLines = 5;
    private static readonly TimeSpan MaxCommand = TimeSpan.FromMinutes(10);
    private readonly Stack<(DeploymentStep Step, string Path, bool IsOurs)> _started = [];

    /// <exception cref="ExperimentException">A step failed. The exception lists the machines and their messages, with
    /// the field of the definition.</exception>
    public async Task RunAllAsync(CancellationToken cancellationToken)
    {
        foreach ((DeploymentStep step, string path) in DeploymentRules.Placed(experiment).Where(placed => placed.Step.HasAction))
        {
            cancellationToken.ThrowIfCancellationRequested();
            DeploymentRecord? previous = step.Playbook.Length > 0 ? Find(step.Playbook) : null;
            _started.Push((step, path, previous?.State != DeploymentState.Deployed));
            if (step.Playbook.Length > 0)
            {
                await DeployAsync($"{path}.playbook", step.Playbook, previous?.Vars, cancellationToken);
            }

            if (step.Command.Count > 0)
            {
                ValueList<Problem> problems = await RunAsync($"{path}.command", step.Command, step.Hosts, cancellationToken);
                Record(
                    problems.Count == 0
                        ? $"{step.Name}: {TextEscaping.Escape(string.Join(' ', step.Command))} on {step.Hosts}"
                        : throw new ExperimentException(problems, experiment.Name)
                );
            }
        }
    }

    /// <summary>Reverts the started steps, the last first, and continues after a failure.</summary>
    /// <returns>Steps that could not be reverted; empty on success.</returns>
    public async Task<string> UndoAsync()
    {
        List<Problem> remaining = [];
        while (_started.TryPop(out (DeploymentStep Step, string Path, bool IsOurs) started))
        {
            if (started.Step.UndoCommand.Count > 0)
            {
                remaining.AddRange(
                    await RunAsync($"{started.Path}.undo", started.Step.UndoCommand, started.Step.Hosts, CancellationToken.None)
                );
            }

            if (started.IsOurs && started.Step.Playbook.Length > 0 && Find(started.Step.Playbook) is not null)
            {
                remaining.AddRange(await DeleteAsync($"{started.Path}.playbook", started.Step.Playbook));
            }
        }

        return remaining.Count == 0 ? "" : $"a deployment could not be undone: {string.Join("; ", remaining)}";
    }

    private DeploymentRecord? Find(string playbook) => deployment?.GetRecords().FirstOrDefault(record => record.Name == playbook);

    private async Task DeployAsync(string path, string playbook, DocumentMap? vars, CancellationToken cancellationToken)
    {
        try
        {
            PlaybookDeployer deployer = deployment
                ?? throw CreateError("this program runs no playbooks", "leave it out, or deploy it before");
            PlaybookResult result = (await deployer.DeployAsync(playbook, vars, cancellationToken)).Result
                ?? throw CreateError(PlaybookDeployer.Simulated, PlaybookDeployer.SimulatedAdvice);
            Record($"{playbook}: {Pluralizer.Format(result.Changed, "change")} on {Pluralizer.Format(result.Hosts.Count, "host")}");
        }
        catch (ExperimentException failure)
        {
            throw new ExperimentException([.. failure.Problems.Select(problem => Placed(problem, path))], experiment.Name);
        }
    }

    private async Task<ValueList<Problem>> DeleteAsync(string path, string playbook)
    {
        try
        {
            await deployment!.DeleteAsync(playbook);
            return [];
        }
        catch (ExperimentException failure)
        {
            return [.. failure.Problems.Select(problem => Placed(problem, path))];
        }
    }

    private static Problem Placed(Problem problem, string path)
    {
        string field = problem.Field.Length > 0 ? $"{problem.Field}: " : "";
        return new Problem(problem.Code, $"{field}{problem.Message}", problem.Advice) { Field = path };
    }

    private async Task<ValueList<Problem>> RunAsync(string path, ValueList<string> args, string on, CancellationToken cancellationToken)
    {
        HashSet<string> named =
        [
            on,
            .. NodeClass.ExpandMachines(experiment.Nodes).Where(machine => machine.Kind == on).Select(machine => machine.Name),
        ];
        Node[] targets = [.. nodes.Where(node => on == DeploymentStep.All || named.Contains(node.Name))];
        if (targets.Length == 0)
        {
            return
            [
                new Problem(
                    ProblemCode.ConflictingFields,
                    $"there is no agent on '{TextEscaping.Escape(on)}' that could run it",
                    "leave it out, or run the experiment on machines"
                )
                {
                    Field = path,
                },
            ];
        }

        string[] failures = await Task.WhenAll(targets.Select(node => RunAsync(node, args, cancellationToken)));
        return
        [
            .. targets
                .Zip(failures)
                .Where(pair => pair.Second.Length > 0)
                .Select(pair => new Problem(
                    ProblemCode.TaskFailed,
                    $"{pair.First.Name}: '{TextEscaping.Escape(args[0])}' {pair.Second}",
                    "fix the cause and run it again"
                )
                {
                    Field = path,
                }),
        ];
    }

    /// <returns>Error message; empty on success.</returns>
    private static async Task<string> RunAsync(Node node, ValueList<string> args, CancellationToken cancellationToken)
    {
        try
        {
            CommandResult result = await node.RunAsync(new CommandRequest(args) { Timeout = MaxCommand }, cancellationToken);
            string text = string.IsNullOrWhiteSpace(result.Error) ? result.Output : result.Error;
            string[] lines =
            [
                .. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .TakeLast(MaxLines)
                    .Select(TextEscaping.Escape),
            ];
            string end = result.HasTimedOut
                ? $"did not end within {MaxCommand}"
                : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {result.ExitCode}");
            string output = lines.Length > 0 ? $": {string.Join(" / ", lines)}" : "";
            return result.Succeeded ? "" : $"{end}{output}";
        }
        catch (Exception failure) when (failure is AgentException or ClusterException)
        {
            return $"could not be run: {failure.Message}";
        }
    }

    private void Record(string text) => recorder.RecordEvent(new HistoryEvent(TimeSpan.Zero, "deploy", text));

    private static ExperimentException CreateError(string found, string advice) =>
        new([new Problem(ProblemCode.PlaybookNotRun, found, advice)]);
}
