using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>A node and its job. Changes recorded in notes are applied.</summary>
internal sealed record Grid5000Node
{
    /// <summary>Resource ID.</summary>
    public required Grid5000NodeId Id { get; init; }

    /// <summary>The job, as last read.</summary>
    public required Job Job { get; init; }

    /// <summary>The node as stored in the job at creation, without changes recorded in notes.</summary>
    public required Grid5000NodeTag NodeTag { get; init; }

    /// <summary>Ownership tag, with changes recorded in notes.</summary>
    public required ResourceTag Tag { get; init; }

    /// <summary>
    /// Full name of the machine; empty if no machine is assigned yet, or the job received fewer machines than
    /// requested.
    /// </summary>
    public string Machine { get; init; } = "";

    /// <summary>Number of the note that released the node; null if the node was not released.</summary>
    public long? RemovedBy { get; init; }

    /// <summary>True if the node requires the deployment of an environment.</summary>
    public bool IsDeployed => NodeTag.Environment is not null;

    /// <summary>Returns the nodes of a job in order; empty if the job has no ownership tag.</summary>
    /// <param name="notes">Numbered notes of the owner. Notes of an earlier epoch are ignored.</param>
    public static ValueList<Grid5000Node> FromJob(string site, Job job, IEnumerable<KeyValuePair<long, JobNote>> notes)
    {
        if (JobTagText.ReadTag(job.Properties) is not { } tag || !Owner.TryParse(tag.Owner, out Owner? owner))
        {
            return [];
        }

        List<string> machines = [.. (job.AssignedNodes ?? []).Order(StringComparer.Ordinal)];
        Grid5000Node[] nodes = new Grid5000Node[tag.Nodes.Count];

        // Nodes that request a specific cluster are assigned first, so that nodes without a cluster do not take its
        // machines.
        foreach ((int index, Grid5000NodeTag node) in tag.Nodes.Index().OrderBy(entry => entry.Item.Cluster is null))
        {
            int at = machines.FindIndex(machine =>
                node.Cluster is null || machine.StartsWith($"{node.Cluster}-", StringComparison.Ordinal)
            );
            nodes[index] = new Grid5000Node
            {
                Id = new Grid5000NodeId(site, job.Uid, index),
                Job = job,
                NodeTag = node,
                Machine = at >= 0 ? machines[at] : "",
                Tag = new ResourceTag(owner, StepTarget.Node, node.Name, node.Token)
                {
                    Group = node.Group ?? "",
                    Digest = node.Digest ?? "",
                    Epoch = tag.Epoch,
                    Sequence = tag.Sequence,
                    ExpiresAt = tag.ExpiresAt,
                },
            };
            if (at >= 0)
            {
                machines.RemoveAt(at);
            }
        }

        foreach (
            (long number, JobNote note) in notes
                .Where(note => note.Value.Job == job.Uid && note.Value.Owner == tag.Owner)
                .OrderBy(note => note.Key)
        )
        {
            if (note.Index >= 0 && note.Index < nodes.Length && note.Epoch >= nodes[note.Index].Tag.Epoch)
            {
                nodes[note.Index] = nodes[note.Index].After(number, note);
            }
        }

        return [.. nodes];
    }

    private Grid5000Node After(long number, JobNote note) =>
        note.IsRemoved
            ? this with
            {
                RemovedBy = RemovedBy ?? number,
            }
            : this with
            {
                Tag = Tag with { Digest = note.Digest ?? "", Epoch = note.Epoch, Sequence = note.Sequence, ExpiresAt = note.ExpiresAt },
            };
}

/// <summary>Resource ID of a node. Job numbers are never reused at a site.</summary>
/// <param name="Index">Index of the node in the job.</param>
internal readonly record struct Grid5000NodeId(string Site, long Job, int Index)
{
    /// <returns>Null if the text is not an ID of this provider.</returns>
    public static Grid5000NodeId? Parse(string text) =>
        text.Split('/') is [{ Length: > 0 } site, var job, var index]
        && long.TryParse(job, NumberStyles.None, CultureInfo.InvariantCulture, out long uid)
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int nodeIndex)
            ? new Grid5000NodeId(site, uid, nodeIndex)
            : null;

    public override string ToString() => FormattableString.Invariant($"{Site}/{Job}/{Index}");
}

/// <summary>Converts nodes to resources.</summary>
internal static class Grid5000ResourceMapper
{
    /// <summary>
    /// Returns the nodes that still exist. If all nodes of a running job were released, returns the node released last,
    /// so that it is removed again and the job ends.
    /// </summary>
    public static ValueList<Grid5000Node> SelectExisting(ValueList<Grid5000Node> nodes) =>
        [
            .. nodes
                .Where(node => !JobState.IsGone(node.Job))
                .GroupBy(node => (node.Id.Site, node.Job.Uid))
                .SelectMany(job =>
                {
                    Grid5000Node[] remaining = [.. job.Where(node => node.RemovedBy is null)];
                    return remaining.Length > 0 || JobState.IsEnding(job.First().Job) ? remaining : [job.MaxBy(node => node.RemovedBy)!];
                }),
        ];

    public static Resource ToResource(Grid5000Node node, ResourceState state, DateTimeOffset now, TimeSpan notice)
    {
        string cloud = node.NodeTag.Cluster is { } cluster ? $"{node.Id.Site}/{cluster}" : node.Id.Site;
        return new(node.Id.ToString(), node.Tag, state, DateTimeOffset.FromUnixTimeSeconds(node.Job.SubmittedAt))
        {
            Cloud = cloud,
            EndsAt =
                state != ResourceState.Deleting
                    ? LeaseExpiry.GetReportedEnd(JobState.GetStart(node.Job), JobState.GetEnd(node.Job), notice, now)
                    : null,
        };
    }
}
