using Scalewright.Topologies;

namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Returns the reasons why a node cannot run as a pod. Sends no request.</summary>
internal static class NodeCheck
{
    public static IEnumerable<Problem> Check(NodeSpec node, KubernetesOptions options)
    {
        if (PodPlan.GetImage(node, options).Length == 0)
        {
            yield return KubernetesProblems.NoImage(node.Name);
        }

        if (node.Files.Count + node.StartupScripts.Count + node.StartupCommands.Count > 0)
        {
            yield return new Problem(
                ProblemCode.ProviderContractViolation,
                "its files, startup commands and scripts are not put into the pod",
                "put them into the image"
            )
            {
                Field = node.Name,
                Severity = ProblemSeverity.Warning,
            };
        }
    }
}
