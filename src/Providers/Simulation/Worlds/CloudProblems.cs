using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;

namespace Scalewright.Providers.Simulation.Worlds;

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
        return shortage == CloudShortage.Quota
            ? new Problem(
                ProblemCode.QuotaExceeded,
                Invariant($"the quota is {model.QuotaCount} nodes, and {used} are in use"),
                "ask for a higher quota or use another cloud"
            )
            {
                Field = Format(cloud),
            }
            : new Problem(
                ProblemCode.InsufficientCapacity,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"there are {model.CapacityCount} nodes, {used} in use here " + $"and {cloud.UsedByOthersCount} by others"
                ),
                "ask for fewer nodes or use another cloud"
            )
            {
                Field = Format(cloud),
            };
    }

    public static Problem TooMany(SimulatedCloud cloud, int count, CloudShortage shortage) =>
        shortage == CloudShortage.Quota
            ? new Problem(
                ProblemCode.QuotaExceeded,
                Invariant($"{count} nodes are requested, the quota is {cloud.Model.QuotaCount}"),
                "ask for a higher quota or use another cloud"
            )
            {
                Field = Format(cloud),
            }
            : new Problem(
                ProblemCode.InsufficientCapacity,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} nodes are requested, there are {cloud.Model.CapacityCount}, "
                        + $"{cloud.UsedByOthersCount} of them in use by others"
                ),
                "ask for fewer nodes or use another cloud"
            )
            {
                Field = Format(cloud),
            };

    /// <summary>Returns a problem if no machine of the cloud is large enough.</summary>
    public static Problem? TooLarge(NodeSpec node, SimulatedCloud cloud)
    {
        if (node.Hardware.Cpus > cloud.Model.MaxNodeCpus)
        {
            string found = string.Create(
                CultureInfo.InvariantCulture,
                $"{node.Hardware.Cpus} processors are requested, machines of {Format(cloud)} have " + $"{cloud.Model.MaxNodeCpus} at most"
            );
            return new Problem(ProblemCode.NodeTooLarge, found, "use a smaller node") { Field = node.Name };
        }

        if (node.Hardware.MemoryMiB > cloud.Model.MaxNodeMemoryMiB)
        {
            string found = string.Create(
                CultureInfo.InvariantCulture,
                $"{node.Hardware.MemoryMiB} MiB are requested, machines of {Format(cloud)} have "
                    + $"{cloud.Model.MaxNodeMemoryMiB} at most"
            );
            return new Problem(ProblemCode.NodeTooLarge, found, "use a smaller node") { Field = node.Name };
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
        new(ProblemCode.CallOutcomeUnknown, Invariant($"no answer came within {timeout}"), "check what exists before you retry the step")
        {
            Field = name,
        };

    public static Problem NoConnection(string node, TimeSpan timeout) =>
        new(
            ProblemCode.TimedOut,
            Invariant($"the agent did not answer within {timeout}"),
            "check that the node is running and reachable, or increase the timeout"
        )
        {
            Field = node,
        };

    public static Problem AgentEnded { get; } =
        new(ProblemCode.AgentExited, "the agent exited immediately after its start", "check the log of the agent");

    public static Problem Busy(string name) =>
        new(ProblemCode.ProviderUnavailable, "the service is not available", "repeat the call later") { Field = name };

    public static Problem Throttled(string name, TimeSpan? retryAfter) =>
        new(
            ProblemCode.Throttled,
            "the call was refused because there were too many",
            retryAfter is { } time ? Invariant($"repeat it after {time}") : "repeat it later"
        )
        {
            Field = name,
        };

    public static Problem CredentialsRefused() => new(ProblemCode.AuthenticationFailed, "the credentials were rejected", "log in again");

    public static Problem EndlessList(int pages) =>
        new(ProblemCode.EndlessListing, Invariant($"the list does not end after {pages} pages"), "retry later");

    private static string Format(SimulatedCloud cloud) => cloud.Name.Length > 0 ? $"cloud '{cloud.Name}'" : "the cloud";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
