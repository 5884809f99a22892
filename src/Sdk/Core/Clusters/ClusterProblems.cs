using Scalewright.Agents;
using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

internal static class ClusterProblems
{
    public static Problem OtherName(string folder, string found, string expected) =>
        new(
            ProblemCode.LineageMismatch,
            $"the state belongs to cluster '{TextEscaping.Escape(found)}', not to '{TextEscaping.Escape(expected)}'",
            "use a separate folder for each cluster"
        )
        {
            Source = folder,
        };

    public static Problem OtherTopology(string cluster, string found) =>
        new(
            ProblemCode.LineageMismatch,
            $"the topology is called '{TextEscaping.Escape(found)}', and the cluster '{TextEscaping.Escape(cluster)}'",
            $"call it '{TextEscaping.Escape(cluster)}', or provision a cluster of its own"
        );

    public static Problem NoState(string folder) =>
        new(
            ProblemCode.ClusterNotFound,
            "there is no cluster in this folder",
            "provision one, or rebuild its state from what exists by AdoptAsync"
        )
        {
            Source = folder,
        };

    public static Problem AlreadyThere(string cluster, int count, string lineage) =>
        new(
            ProblemCode.ClusterExists,
            $"the provider has {Pluralizer.FormatGrouped(count, "resource")} of a cluster '{TextEscaping.Escape(cluster)}' of "
                + $"lineage {lineage}, which this state does not know",
            "open the folder of that cluster, take it over by AdoptAsync, choose another name, or, if it is no longer "
                + "needed, remove it by Reaper.ReapAsync with its lineage"
        );

    public static Problem ManyLineages(string cluster, IReadOnlyList<Journals.Lineage> lineages) =>
        new(
            ProblemCode.ClusterExists,
            $"{lineages.Count} clusters have the name '{TextEscaping.Escape(cluster)}': lineages {string.Join(", ", lineages)}",
            "find out which one is needed, and remove only the others by Reaper.ReapAsync"
        );

    public static Problem OlderCopy(string folder, long epoch, long seen) =>
        new(
            ProblemCode.OlderState,
            $"the state ends with epoch {epoch}, but epoch {seen} changed existing resources: the folder is an older copy",
            "put the newer files back, or set AllowOlderState in ClusterOptions.StoreOptions: opening then removes "
                + "nothing, and PlanAsync shows what the next change would"
        )
        {
            Source = folder,
        };

    public static Problem LostChanges(string folder, long sequence, long seen) =>
        new(
            ProblemCode.OlderState,
            $"the state ends with change {sequence}, but change {seen} was acknowledged when something that exists was "
                + "requested: "
                + $"up to {Pluralizer.Format(seen - sequence, "acknowledged change")} may be missing",
            "put the newer files back, or set AllowOlderState in ClusterOptions.StoreOptions: opening then removes "
                + "nothing, "
                + "and PlanAsync shows what the next change would"
        )
        {
            Source = folder,
        };

    public static Problem Fenced(long epoch, long seen) =>
        new(
            ProblemCode.LeaseLost,
            $"another process took over: epoch {epoch} is fenced, epoch {seen} changed existing resources",
            "stop; another process now owns the lease of this cluster"
        );

    public static Problem NoWatchdog(string found) =>
        new(
            ProblemCode.WatchdogNotStarted,
            $"the watchdog does not start: {found}",
            "call ClusterWatchdog.TryRun first in Main, or name the program in WatchdogOptions"
        );

    public static Problem Leaked(string id) =>
        new(
            ProblemCode.ResourcesLeftBehind,
            $"'{TextEscaping.Escape(id)}' still exists after all attempts to remove it",
            "check the provider, then reap again or remove it manually"
        );

    public static Problem StillTerminating(Resource resource) =>
        new(
            ProblemCode.ResourcesLeftBehind,
            $"'{TextEscaping.Escape(resource.Id)}' still exists after the request to remove it: {resource.Waiting}",
            "fix the cause of this reason, or wait"
        );

    /// <param name="tookOver">True if the request named the lineage.</param>
    public static Problem EpochRejected(Owner owner, long epoch, bool tookOver) =>
        new(
            ProblemCode.LeaseLost,
            $"epoch {epoch} is rejected: later holders of '{TextEscaping.Escape(owner.Cluster)}' exist that created no resources",
            tookOver
                ? "reap again, or by the folder of its state, which knows its epoch; when that is lost, adopt it "
                    + "into another folder and destroy it there"
                : $"when no program holds it any more, name its lineage {owner.Lineage}, or reap by the folder of its state"
        );

    /// <summary>Returns a problem for each group whose new nodes wait for other groups.</summary>
    public static IEnumerable<Problem> Waiting(ValueMap<ValueList<string>> waiting) =>
        waiting.Select(entry => new Problem(
            ProblemCode.StepSkipped,
            $"new nodes of group '{TextEscaping.Escape(entry.Key)}' were not created, because they start after "
                + $"{string.Join(", ", entry.Value.Select(name => $"'{TextEscaping.Escape(name)}'"))}, where not all nodes "
                + "are ready",
            "find out why these nodes do not become ready, and apply the topology again"
        )
        {
            Field = entry.Key,
        });

    public static Problem NotStarted(PlanStep step) =>
        new(ProblemCode.StepSkipped, "was not started, because a step before it failed", "fix what failed and continue")
        {
            Field = step.ToString(),
        };

    /// <param name="cause">Exception of the call; null if the call returned a result.</param>
    public static AgentException RemovedDuringCall(string node, Exception? cause = null) =>
        new(
            node,
            new Problem(ProblemCode.ResourceNotFound, "the node was removed during the call", "check what exists and plan again"),
            cause
        )
        {
            IsOutcomeUnknown = true,
        };

    public static Problem NoOutcome(PlanStep step) =>
        new(
            ProblemCode.StepOutcomeUnknown,
            "the provider reported no outcome and does not list the resource",
            "check the provider, then continue"
        )
        {
            Field = step.ToString(),
        };

    /// <param name="free">Number of ready, matching nodes that are not reserved.</param>
    /// <param name="fitting">Number of ready, matching nodes.</param>
    /// <param name="all">Number of ready nodes.</param>
    /// <param name="knownCount">Number of matching nodes in any state.</param>
    public static Problem TooFewNodes(PartitionRequest request, int free, int fitting, int all, int knownCount) =>
        new(
            ProblemCode.PartitionUnavailable,
            $"{Pluralizer.Format(request.NodeCount, "node")} requested; of {Pluralizer.Format(all, "ready node")} "
                + $"{fitting} fit, and {free} of these are free{Reasons(request.Mismatches)}",
            GetAdvice(count: request.NodeCount, free: free, fitting: fitting, knownCount: knownCount)
        )
        {
            Field = GetField(request.Name),
        };

    private static string GetAdvice(int count, int free, int fitting, int knownCount)
    {
        if (count <= fitting)
        {
            string suggestion = free == 0 ? "" : $"ask for {free} or fewer, or ";
            return $"{suggestion}set Timeout to wait until other partitions release nodes";
        }

        string repair = ", or repair the cluster and set Timeout, to wait until broken nodes work again";
        return SuggestFewer(fitting) + (count <= knownCount ? repair : "");
    }

    private static string SuggestFewer(int fitting) =>
        fitting == 0 ? "ask for other nodes" : $"ask for {fitting} or fewer, or for other nodes";

    public static Problem TooFewFit(int count, int all, ValueMap<string> mismatches) =>
        new(
            ProblemCode.PartitionUnavailable,
            $"{Pluralizer.Format(count, "node")} requested; of {Pluralizer.Format(all, "node")} {all - mismatches.Count} "
                + $"fit{Reasons(mismatches)}",
            SuggestFewer(all - mismatches.Count)
        );

    public static Problem NoAgent(string node) =>
        new(ProblemCode.AgentCallFailed, $"no agent on node '{node}' handles calls", "configure the provider to deploy an agent");

    public static Problem SameJob(string job) =>
        new(
            ProblemCode.PartitionUnavailable,
            "a job of this name has nodes, or waits for some",
            "give each job a name of its own, or dispose the partition first"
        )
        {
            Field = GetField(job),
        };

    public static Problem NotRemoved(Owner owner, bool isInMemory, bool canDisposeAgain) =>
        new(
            ProblemCode.ResourcesLeftBehind,
            "it was not removed completely",
            (isInMemory, canDisposeAgain) switch
            {
                (true, true) => "dispose it again, or remove it ",
                (true, false) => "remove it ",
                _ => "open its folder again by Cluster.OpenAsync and destroy it, or remove it ",
            } + $"by Reaper.ReapAsync with lineage {owner.Lineage}"
        )
        {
            Field = $"cluster '{TextEscaping.Escape(owner.Cluster)}'",
        };

    public static Problem OrphanedResource(Resource resource) =>
        new(
            ProblemCode.OlderState,
            $"it exists as {TextEscaping.Escape(resource.Id)}, but is not desired in this older copy of the state",
            "check what PlanAsync shows: the next change or repair removes it, unless a topology that has it is applied"
        )
        {
            Field = $"{PlanTarget(resource.Tag.Target)} '{TextEscaping.Escape(resource.Tag.Name)}'",
            Severity = ProblemSeverity.Warning,
        };

    public static Problem NotReady(string name, NodeState state) =>
        new(
            ProblemCode.NodeUnavailable,
            $"node '{TextEscaping.Escape(name)}' is {state}",
            "repair the cluster, or wait until the node is created"
        );

    public static Problem AgentLoop(int count, TimeSpan window) =>
        new(
            ProblemCode.AgentExited,
            string.Create(CultureInfo.InvariantCulture, $"its agent exited {count} times within {window}"),
            "check the agent's log, then repair the cluster, which replaces the node"
        );

    /// <param name="reason">Reason of the first node of the remaining steps that has one; else null.</param>
    public static Problem Unsettled(int iterations, string remaining, WaitingReason? reason) =>
        new(
            ProblemCode.NotConverged,
            $"does not match the desired topology after {iterations} iterations; remaining step: {remaining}"
                + $"{(reason is null ? "" : $"; reason: {reason}")}",
            "check the provider, then repair again"
        );

    public static Problem NotStarting(string node, WaitingReason reason) =>
        new(ProblemCode.NodeNotStarting, $"does not become ready: {reason}", "fix the cause of this reason, then apply again")
        {
            Field = node,
        };

    private static string GetField(string job) => $"partition '{TextEscaping.Escape(job)}'";

    private static string PlanTarget(StepTarget target) =>
        target switch
        {
            StepTarget.Network => "network",
            StepTarget.Group => "group",
            _ => "node",
        };

    private static string Reasons(ValueMap<string> mismatches)
    {
        const int MaxShown = 3;
        if (mismatches.Count == 0)
        {
            return "";
        }

        string shown = string.Join("; ", mismatches.Take(MaxShown).Select(mismatch => $"{mismatch.Key}: {mismatch.Value}"));
        string more = mismatches.Count > MaxShown ? $"; and {mismatches.Count - MaxShown} more" : "";
        return $" ({shown}{more})";
    }
}
