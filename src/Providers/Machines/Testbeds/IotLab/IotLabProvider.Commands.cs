using Scalewright.Providers.IotLab.Experiments;

namespace Scalewright.Providers.IotLab;

/// <content>Commands to boards.</content>
public sealed partial class IotLabProvider
{
    /// <summary>Sends a command to boards.</summary>
    /// <param name="owner">Owner of the nodes.</param>
    /// <param name="command">The command.</param>
    /// <param name="names">Names of the nodes; null for all.</param>
    /// <param name="cancellationToken">Cancels the request. Boards may have executed the command already.</param>
    /// <returns>The nodes that succeeded and the nodes that failed.</returns>
    /// <exception cref="ProviderException">The testbed does not respond.</exception>
    public Task<NodeCommandResult> SendCommandAsync(
        Owner owner,
        NodeCommand command,
        IEnumerable<string>? names = null,
        CancellationToken cancellationToken = default
    )
    {
        string verb = command switch
        {
            NodeCommand.Start => "start",
            NodeCommand.Stop => "stop",
            NodeCommand.Reset => "reset",
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "use a command that boards know"),
        };
        return RunCommandAsync(
            owner,
            names,
            (experiment, nodes) => _experiments.SendAsync(experiment, verb, [.. nodes.Select(node => node.Board)]),
            null,
            cancellationToken
        );
    }

    /// <summary>Flashes a firmware on boards.</summary>
    /// <param name="owner">Owner of the nodes.</param>
    /// <param name="firmware">A key of <see cref="IotLabOptions.FirmwareFiles"/>, or a firmware of the account.</param>
    /// <param name="names">Names of the nodes; null for all.</param>
    /// <param name="cancellationToken">Cancels the request. Boards may have been flashed already.</param>
    /// <returns>Nodes that succeeded and nodes that failed. A flashed node counts as deployed, even if the testbed's
    /// deployment had failed.</returns>
    /// <exception cref="ProviderException">The testbed does not respond.</exception>
    public Task<NodeCommandResult> FlashAsync(
        Owner owner,
        string firmware,
        IEnumerable<string>? names = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(firmware);
        return RunCommandAsync(
            owner,
            names,
            (experiment, nodes) => _experiments.FlashAsync(experiment, firmware, [.. nodes.Select(node => node.Board)]),
            node => node.NodeTag with { Firmware = firmware, IsRevived = node.IsDeployed != true },
            cancellationToken
        );
    }

    private async Task<NodeCommandResult> RunCommandAsync(
        Owner owner,
        IEnumerable<string>? names,
        Func<long, IotLabNode[], Task<BoardResponse>> command,
        Func<IotLabNode, IotLabNodeTag>? remember,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(owner);
        string[]? selected = names?.ToArray();
        ValueList<IotLabNode> all = await IotLabProblems.Rest.ReadAsync(async () =>
            await _nodes.AddBoardsAsync(await _nodes.ListAsync(owner, cancellationToken), cancellationToken)
        );
        IotLabNode[] chosen = [.. all.Where(node => selected is null || selected.Contains(node.NodeTag.Name, StringComparer.Ordinal))];
        List<string> done = [];
        List<Problem> failed =
        [
            .. (selected ?? []).Where(name => !Array.Exists(chosen, node => node.NodeTag.Name == name)).Select(IotLabProblems.NotFound),
        ];
        failed.AddRange(
            chosen
                .Where(node => node.Board.Length == 0)
                .Select(node => node.IsEnding ? IotLabProblems.NotFound(node.NodeTag.Name) : IotLabProblems.NotStarted(node.NodeTag.Name))
        );
        foreach (IGrouping<long, IotLabNode> group in chosen.Where(node => node.Board.Length > 0).GroupBy(node => node.Experiment!.Id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            IotLabNode[] nodes = [.. group];
            try
            {
                BoardResponse response = await command(group.Key, nodes);
                IotLabNode[] succeeded = [.. nodes.Where(node => response.Done.Contains(node.Board, StringComparer.Ordinal))];
                done.AddRange(succeeded.Select(node => node.NodeTag.Name));
                failed.AddRange(nodes.Except(succeeded).Select(node => IotLabProblems.NotDone(node.NodeTag.Name, node.Board)));
                foreach (IotLabNode node in remember is null ? [] : succeeded)
                {
                    await _tags.ReplaceAsync(node, remember!(node));
                }
            }
            catch (RestException failure) when (!failure.IsRefusal)
            {
                failed.AddRange(
                    nodes
                        .Where(node => !done.Contains(node.NodeTag.Name, StringComparer.Ordinal))
                        .Select(node => IotLabProblems.Rest.From(failure, node.NodeTag.Name))
                );
            }
            catch (RestException failure)
            {
                throw IotLabProblems.Rest.Exception(failure);
            }
        }

        return new NodeCommandResult
        {
            Succeeded = [.. done.Order(StringComparer.Ordinal)],
            Failed = [.. failed.OrderBy(problem => problem.Field, StringComparer.Ordinal)],
        };
    }
}

/// <summary>Commands to boards.</summary>
public enum NodeCommand
{
    /// <summary>Turns the power on and starts the firmware.</summary>
    Start,

    /// <summary>Turns the power off.</summary>
    Stop,

    /// <summary>Restarts the firmware.</summary>
    Reset,
}

/// <summary>Outcome of a command for each node.</summary>
public sealed record NodeCommandResult
{
    /// <summary>Names of the nodes that succeeded, in order.</summary>
    public ValueList<string> Succeeded { get; init; } = [];

    /// <summary>
    /// A problem for each node that failed or whose outcome is unknown (<see cref="ProblemCode.CallOutcomeUnknown"/>),
    /// ordered by node name. <see cref="Problem.Field"/> contains the name.
    /// </summary>
    public ValueList<Problem> Failed { get; init; } = [];
}
