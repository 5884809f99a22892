using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments;

/// <summary>Checks whether real runs can carry out the deployment steps, before anything is created.</summary>
internal static class PlaybookRules
{
    public static ValueList<Problem> Check(DeploymentStep step, RunServices? tools) =>
        tools switch
        {
            _ when !step.HasAction =>
            [
                new Problem(
                    ProblemCode.ConflictingFields,
                    "the step has no action, and a real run does not wait for its duration",
                    "give it a playbook or a command, or leave it out"
                )
                {
                    Severity = ProblemSeverity.Warning,
                },
            ],
            _ when step.Playbook.Length == 0 => [],
            null => [],
            { Deployer: { } deployment } =>
            [
                .. deployment.Check(step.Playbook).Select(problem => problem with { Source = "", Field = "playbook" }),
            ],
            _ =>
            [
                new Problem(ProblemCode.PlaybookNotRun, "this program runs no playbooks", "leave it out, or deploy it before")
                {
                    Field = "playbook",
                },
            ],
        };
}
