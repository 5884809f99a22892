using Scalewright.Experiments.Types;

namespace Scalewright.Experiments;

/// <summary>Checks the deployment steps of an experiment.</summary>
internal static class DeploymentRules
{
    public static void Check(Experiment experiment, HashSet<string> nodes, FieldChecks checks)
    {
        foreach ((DeploymentStep step, string path) in Placed(experiment))
        {
            checks.Time($"{path}.simulated_duration", step.SimulatedDuration);
            CheckCommand($"{path}.command", step.Command, checks);
            CheckCommand($"{path}.undo", step.UndoCommand, checks);
            string[] hosts = [DeploymentStep.All, .. experiment.Nodes.Select(nodeClass => nodeClass.Kind), .. nodes];
            if (!hosts.Contains(step.Hosts, StringComparer.Ordinal))
            {
                checks.Unknown($"{path}.hosts", step.Hosts, hosts, otherwise: "use a kind of machine, a machine or 'all'", among: "nodes");
            }
        }
    }

    /// <summary>Returns problems of deployment steps that runs of this type cannot carry out.</summary>
    public static IEnumerable<Problem> FindProblems(ExperimentType type, Experiment experiment) =>
        Placed(experiment)
            .SelectMany(placed =>
                type.CheckDeployment(experiment, placed.Step)
                    .Select(problem => problem with { Field = problem.Field.Length > 0 ? $"{placed.Path}.{problem.Field}" : placed.Path })
            );

    public static IEnumerable<(DeploymentStep Step, string Path)> Placed(Experiment experiment) =>
        experiment.Deployment.Zip(FieldChecks.GetPaths("deployment", experiment.Deployment.Select(step => step.Name)));

    private static void CheckCommand(string path, ValueList<string> command, FieldChecks checks)
    {
        if (command.Count > 0 && (command[0].Length == 0 || command.Any(argument => argument.Contains('\0', StringComparison.Ordinal))))
        {
            checks.Add(
                ProblemCode.InvalidName,
                path,
                "a command begins with the name of a program, and no word has a zero in it",
                "use words, as in [sysctl, -w, vm.swappiness=0]"
            );
        }
    }
}
