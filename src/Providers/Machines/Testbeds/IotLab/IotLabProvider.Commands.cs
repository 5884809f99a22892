using Scalewright.Providers.IotLab.Experiments;

namespace Scalewright.Providers.IotLab;

/// <content>What boards are told to do.</content>
public sealed partial class IotLabProvider
{
    /// <summary>Tells boards to do something.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="command">What.</param>
    /// <param name="names">Names of the nodes; null: all.</param>
    /// <param name="cancellationToken">Ends the asking; what was told to boards is done.</param>
    /// <returns>Which did and which did not.</returns>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    public Task<NodeAnswers> SendAsync(Owner owner, NodeCommand command, IEnumerable<string>? names = null, CancellationToken cancellationToken = default)
    {
        string word = command switch
        {
            NodeCommand.Start => "start",
            NodeCommand.Stop => "stop",
            NodeCommand.Reset => "reset",
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "use a command that boards know"),
        };
        return TellAsync(owner, names, (experiment, nodes) => _experiments.SendAsync(experiment, word, [.. nodes.Select(node => node.Board)]), null, cancellationToken);
    }

    /// <summary>Puts a firmware on boards.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="firmware">Which: a key of <see cref="IotLabOptions.FirmwareFiles"/>, or a firmware that the account has at the testbed.</param>
    /// <param name="names">Names of the nodes; null: all.</param>
    /// <param name="cancellationToken">Ends the asking; what was told to boards is done.</param>
    /// <returns>Which took it and which did not; one that does is deployed, also when the testbed had failed before.</returns>
    /// <exception cref="ProviderException">The place cannot be asked.</exception>
    public Task<NodeAnswers> FlashAsync(Owner owner, string firmware, IEnumerable<string>? names = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(firmware);
        return TellAsync(
            owner, names, (experiment, nodes) => _experiments.FlashAsync(experiment, firmware, [.. nodes.Select(node => node.Board)]), node => node.MarkAfterFlash(firmware), cancellationToken);
    }

    private async Task<NodeAnswers> TellAsync(
        Owner owner, IEnumerable<string>? names, Func<long, PlacedNode[], Task<BoardAnswer>> tell, Func<PlacedNode, NodeMark>? remember, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        string[]? wanted = names?.ToArray();
        ValueList<PlacedNode> all = await IotLabProblems.Rest.AskedAsync(async () => await _nodes.WithBoardsAsync(await _nodes.OfAsync(owner, cancellationToken), cancellationToken));
        PlacedNode[] chosen = [.. all.Where(node => wanted is null || wanted.Contains(node.Mark.Name, StringComparer.Ordinal))];
        List<string> done = [];
        List<Problem> failed = [.. (wanted ?? []).Where(name => !Array.Exists(chosen, node => node.Mark.Name == name)).Select(IotLabProblems.Gone)];
        failed.AddRange(chosen.Where(node => node.Board.Length == 0).Select(node => node.IsEnding ? IotLabProblems.Gone(node.Mark.Name) : IotLabProblems.NotBegun(node.Mark.Name)));
        foreach (IGrouping<long, PlacedNode> group in chosen.Where(node => node.Board.Length > 0).GroupBy(node => node.Experiment!.Id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            PlacedNode[] nodes = [.. group];
            try
            {
                BoardAnswer answer = await tell(group.Key, nodes);
                PlacedNode[] obedient = [.. nodes.Where(node => answer.Done.Contains(node.Board, StringComparer.Ordinal))];
                done.AddRange(obedient.Select(node => node.Mark.Name));
                failed.AddRange(nodes.Except(obedient).Select(node => IotLabProblems.NotDone(node.Mark.Name, node.Board)));
                foreach (PlacedNode node in remember is null ? [] : obedient)
                {
                    await _marks.ReplaceAsync(node, remember!(node));
                }
            }
            catch (RestException failure) when (!failure.IsRefusal)
            {
                failed.AddRange(nodes.Where(node => !done.Contains(node.Mark.Name, StringComparer.Ordinal)).Select(node => IotLabProblems.Rest.Of(failure, node.Mark.Name)));
            }
            catch (RestException refusal)
            {
                throw IotLabProblems.Rest.Exception(refusal);
            }
        }

        return new NodeAnswers { Done = [.. done.Order(StringComparer.Ordinal)], Failed = [.. failed.OrderBy(problem => problem.Field, StringComparer.Ordinal)] };
    }
}

/// <summary>What boards can be told to do.</summary>
public enum NodeCommand
{
    /// <summary>Power goes on, and what is on the board begins.</summary>
    Start,

    /// <summary>Power goes off.</summary>
    Stop,

    /// <summary>What is on the board begins anew.</summary>
    Reset,
}

/// <summary>Which nodes did what they were told, and which did not.</summary>
public sealed record NodeAnswers
{
    /// <summary>Names of the nodes that did it, in order.</summary>
    public ValueList<string> Done { get; init; } = [];

    /// <summary>A problem for each node that did not, or of which nobody knows (<see cref="ProblemCode.UnknownOutcome"/>), in order of their names, which are the fields.</summary>
    public ValueList<Problem> Failed { get; init; } = [];
}
