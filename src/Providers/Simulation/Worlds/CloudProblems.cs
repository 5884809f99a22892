using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;
using static System.FormattableString;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Problems that the services of a simulated cloud report.</summary>
internal static class CloudProblems
{
    public static Problem UnknownCloud(NodeSpec node, IEnumerable<string> names) =>
        new(
            ProblemCode.UnknownCloud,
            $"there is no cloud '{TextEscaping.Escape(node.Cloud)}'",
            $"use one of {string.Join(", ", names.Select(name => $"'{name}'"))}"
        )
        {
            Field = node.Name,
        };

    public static Problem Shortage(SimulatedCloud cloud, CloudShortage shortage)
    {
        CloudModel model = cloud.Model;
        int used = cloud.Running.Count;
        return shortage switch
        {
            CloudShortage.Quota => CreateQuotaProblem(cloud, Invariant($"the quota is {model.QuotaCount} nodes, and {used} are in use")),
            _ => CreateCapacityProblem(
                cloud,
                Invariant($"there are {model.CapacityCount} nodes, {used} in use here and {cloud.UsedByOthersCount} by others")
            ),
        };
    }

    public static Problem TooMany(SimulatedCloud cloud, int count, CloudShortage shortage)
    {
        CloudModel model = cloud.Model;
        int others = cloud.UsedByOthersCount;
        return shortage switch
        {
            CloudShortage.Quota => CreateQuotaProblem(cloud, Invariant($"{count} nodes are requested, the quota is {model.QuotaCount}")),
            _ => CreateCapacityProblem(
                cloud,
                Invariant($"{count} nodes are requested, there are {model.CapacityCount}, {others} of them in use by others")
            ),
        };
    }

    /// <summary>Returns a problem if no machine of the cloud is large enough.</summary>
    public static Problem? TooLarge(NodeSpec node, SimulatedCloud cloud)
    {
        CloudModel model = cloud.Model;
        int cpus = node.Hardware.Cpus;
        if (cpus > model.MaxNodeCpus)
        {
            return CreateSizeProblem(
                node,
                Invariant($"{cpus} processors are requested, machines of {Format(cloud)} have {model.MaxNodeCpus} at most")
            );
        }

        int memory = node.Hardware.MemoryMiB;
        if (memory > model.MaxNodeMemoryMiB)
        {
            return CreateSizeProblem(
                node,
                Invariant($"{memory} MiB are requested, machines of {Format(cloud)} have {model.MaxNodeMemoryMiB} at most")
            );
        }

        return null;
    }

    public static Problem StaleEpoch(ResourceTag tag, long highest) =>
        new(
            ProblemCode.LeaseLost,
            Invariant($"the request has epoch {tag.Epoch}, but the lease owner has epoch {highest}"),
            "stop; another process now owns the lease of this cluster"
        )
        {
            Field = tag.Name,
        };

    public static Problem TokenUsed(ResourceTag tag) =>
        new(ProblemCode.IdempotencyTokenUsed, "the resource that this token created no longer exists", "plan again, with a new token")
        {
            Field = tag.Name,
        };

    public static Problem NotFound(ResourceTag tag) =>
        new(ProblemCode.ResourceNotFound, "it no longer exists", "check what exists and plan again") { Field = tag.Name };

    public static Problem OtherOwner(ResourceTag tag, Resource found) =>
        new(
            ProblemCode.ForeignResource,
            $"{found.Id} is '{found.Tag.Name}' of '{found.Tag.Owner.Cluster}'",
            "observe again, or choose another name"
        )
        {
            Field = tag.Name,
        };

    public static Problem GroupInUse(ResourceTag tag, int nodes) =>
        new(ProblemCode.ResourceInUse, Invariant($"{nodes} nodes are still in the group"), "remove them first") { Field = tag.Name };

    public static Problem NoResponse(string name, TimeSpan timeout) =>
        new(ProblemCode.CallOutcomeUnknown, Invariant($"no response within {timeout}"), "check what exists before you retry the step")
        {
            Field = name,
        };

    public static Problem NoConnection(string node, TimeSpan timeout) =>
        new(
            ProblemCode.TimedOut,
            Invariant($"the agent did not respond within {timeout}"),
            "check that the node is running and reachable, or increase the timeout"
        )
        {
            Field = node,
        };

    public static Problem AgentExited { get; } =
        new(ProblemCode.AgentExited, "the agent exited immediately after its start", "check the log of the agent");

    public static Problem Busy(string name) =>
        new(ProblemCode.ProviderUnavailable, "the service is not available", "retry later") { Field = name };

    public static Problem Throttled(string name, TimeSpan? retryAfter) =>
        new(
            ProblemCode.Throttled,
            "the call was refused because there were too many",
            retryAfter is { } time ? Invariant($"retry after {time}") : "retry later"
        )
        {
            Field = name,
        };

    public static Problem CredentialsRefused { get; } =
        new(ProblemCode.AuthenticationFailed, "the credentials were rejected", "log in again");

    public static Problem EndlessList(int pages) =>
        new(ProblemCode.EndlessListing, Invariant($"the list does not end after {pages} pages"), "retry later");

    private static Problem CreateQuotaProblem(SimulatedCloud cloud, string message) =>
        new(ProblemCode.QuotaExceeded, message, "request a higher quota or use another cloud") { Field = Format(cloud) };

    private static Problem CreateCapacityProblem(SimulatedCloud cloud, string message) =>
        new(ProblemCode.InsufficientCapacity, message, "request fewer nodes or use another cloud") { Field = Format(cloud) };

    private static Problem CreateSizeProblem(NodeSpec node, string message) =>
        new(ProblemCode.NodeTooLarge, message, "use a smaller node") { Field = node.Name };

    private static string Format(SimulatedCloud cloud) => cloud.Name.Length > 0 ? $"cloud '{cloud.Name}'" : "the cloud";
}
