namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Retries failed deployments of boards, and counts the attempts in their tags.</summary>
internal sealed class IotLabDeploymentService(TagRepository marks, ExperimentRepository experiments, NodeRepository nodes, ILogger logger)
{
    // A board without requested firmware is restarted with its current firmware.
    private const string Restart = "start";
    private readonly ConcurrentDictionary<long, bool> _underWay = new();

    /// <summary>
    /// Retries failed deployments with attempts left, and ends experiments that were submitted twice. Returns the
    /// updated nodes.
    /// </summary>
    public async Task<ValueList<IotLabNode>> ResumeAsync(ValueList<IotLabNode> all)
    {
        List<IotLabNode> after = [.. all];
        foreach (IGrouping<string, IotLabNode> group in all.GroupBy(node => node.NodeTag.Key, StringComparer.Ordinal))
        {
            foreach (long duplicateId in group.First().DuplicateIds)
            {
                await EndAsync(duplicateId);
            }
        }

        foreach (
            IGrouping<(long Experiment, string? Firmware), IotLabNode> batch in all.Where(NeedsDeployment)
                .GroupBy(node => (node.Experiment!.Id, node.NodeTag.Firmware))
        )
        {
            if (_underWay.TryAdd(batch.Key.Experiment, true))
            {
                try
                {
                    foreach (IotLabNode changed in await DeployAsync(batch.Key.Experiment, batch.Key.Firmware, [.. batch]))
                    {
                        after[after.FindIndex(node => node.Id == changed.Id)] = changed;
                    }
                }
                finally
                {
                    _underWay.TryRemove(batch.Key.Experiment, out _);
                }
            }
        }

        return [.. after];
    }

    private async Task EndAsync(long duplicateId)
    {
        try
        {
            await experiments.EndAsync(duplicateId);
            IotLabLog.DuplicateExperimentStopped(logger, duplicateId);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // The next poll finds the duplicate again.
            IotLabLog.DuplicateExperimentLeft(logger, duplicateId, failure.Reason);
        }
    }

    private bool NeedsDeployment(IotLabNode node) =>
        node is { Board.Length: > 0, IsDeployed: false }
        && !node.NodeTag.IsRevived
        && nodes.CanRetry(node)
        && !nodes.Rejected.ContainsKey(node.Id);

    private async Task<ValueList<IotLabNode>> DeployAsync(long experiment, string? firmware, ValueList<IotLabNode> batch)
    {
        string[] boards = [.. batch.Select(node => node.Board)];
        BoardResponse response;
        try
        {
            response = firmware is null
                ? await experiments.SendAsync(experiment, Restart, boards)
                : await experiments.FlashAsync(experiment, firmware, boards);
            IotLabLog.BoardsRedeployed(logger, experiment, batch.Count, boards[0], response.Done.Count);
        }
        catch (RestException failure) when (failure.IsTransient)
        {
            IotLabLog.RedeploymentPostponed(logger, experiment, batch.Count, boards[0], failure.Reason);
            if (failure.IsWithoutEffect)
            {
                return batch;
            }

            // The outcome is unknown. The attempt counts, so that retries are limited.
            response = new BoardResponse([], [.. boards]);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            IotLabLog.RedeploymentRejected(logger, experiment, batch.Count, boards[0], failure.Reason);
            foreach (IotLabNode node in batch)
            {
                nodes.Rejected[node.Id] = IotLabProblems.Rest.From(failure, node.NodeTag.Name);
            }

            return batch;
        }

        List<IotLabNode> counted = [];
        foreach (IotLabNode node in batch)
        {
            counted.Add(await CountAsync(node, response.Done.Contains(node.Board, StringComparer.Ordinal)));
        }

        return [.. counted];
    }

    private async Task<IotLabNode> CountAsync(IotLabNode node, bool isDone)
    {
        try
        {
            return await marks.ReplaceAsync(node, node.NodeTag with { Retries = node.NodeTag.Retries + 1, IsRevived = isDone });
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // The tag was changed meanwhile, or the testbed is busy: the next poll deploys the board again.
            return node;
        }
    }
}
