using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments;

/// <summary>Checks whether real runs can carry out the deployment steps, before anything is created.</summary>
internal static class PlaybookRules
{
    /// <summary>Returns the problems of a step; empty if it can be carried out.</summary>
    /// <param name="services">Services of the program; null if the program starts no runs, which checks nothing
    /// further.</param>
    public static ValueList<Problem> Check(DeploymentStep step, RunServices? services)
    {
        if (!step.HasAction)
        {
            return
            [
                new Problem(
                    ProblemCode.ConflictingFields,
                    "the step has no action, and a real run does not wait for its duration",
                    "give it a playbook or a command, or leave it out"
                )
                {
                    Severity = ProblemSeverity.Warning,
                },
            ];
        }

        if (step.Playbook.Length == 0 || services is null)
        {
            return [];
        }

        if (services.Deployer is { } deployer)
        {
            return [.. deployer.Check(step.Playbook).Select(problem => problem with { Source = "", Field = "playbook" })];
        }

        return
        [
            new Problem(ProblemCode.PlaybookNotRun, "this program runs no playbooks", "leave it out, or deploy it before")
            {
                Field = "playbook",
            },
        ];
    }
}
