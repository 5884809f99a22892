using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments;

/// <summary>Checks whether real runs can carry out the deployment steps, before anything is created.</summary>
internal static class PlaybookRules
{
    public static ValueList<Problem> Check(DeploymentStep step, RunServices? tools) => tools switch
    {
        _ when !step.HasAction =>
            [new Problem(ProblemCode.ConflictingFields, "it says nothing that could be done, and is not waited for",
                "give it a playbook or a command, or leave it out") { Severity = ProblemSeverity.Warning }],
        _ when step.Playbook.Length == 0 => [],
        null => [],
        { Deployer: { } deployment } =>
            [.. deployment.Check(step.Playbook).Select(problem => problem with { Source = "", Field = "playbook" })],
        _ => [new Problem(ProblemCode.PlaybookNotRun, "this program runs no playbooks",
            "leave it out, or deploy it before") { Field = "playbook" }],
    };
}
