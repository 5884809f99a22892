using System.Text.Json;
using Scalewright.Planning;
using Scalewright.Providers.IotLab.Wire;
using Scalewright.Topologies;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>What the testbed is asked for.</summary>
/// <param name="options">What experiments are like.</param>
internal sealed class ExperimentPlan(IotLabOptions options)
{
    // An experiment of boards by kind has one kind, and so one alias.
    private const string Alias = "1";
    private static readonly string DefaultImage = new NodeHardware().Image;

    /// <summary>What is put on a node's board; null: nothing.</summary>
    public string? FirmwareOf(NodeSpec node) => node.Hardware.Image != DefaultImage ? node.Hardware.Image : options.Firmware.Length > 0 ? options.Firmware : null;

    /// <summary>What may stand in one experiment together: nodes of one kind with one firmware, or boards of a site by name.</summary>
    public (Owner Owner, Place Kind, string? Firmware) GroupOf(StepOrder order)
    {
        NodeSpec node = ((CreateNode)order.Step).Node;
        Place kind = Place.Of(node, options).Kind;
        return (order.Tag.Owner, kind, kind.Board.Length > 0 ? null : FirmwareOf(node));
    }

    /// <summary>The mark of a new node.</summary>
    /// <param name="order">The order to make it.</param>
    /// <param name="key">What its experiment is called.</param>
    /// <param name="index">Which of the experiment's nodes it is.</param>
    public NodeMark MarkFor(StepOrder order, string key, int index)
    {
        NodeSpec node = ((CreateNode)order.Step).Node;
        return new NodeMark
        {
            Owner = order.Tag.Owner.ToString(), Name = order.Tag.Name, Token = order.Token, Group = order.Tag.Group, Digest = order.Tag.Digest, Epoch = order.Tag.Epoch,
            Created = options.Clock.GetUtcNow().UtcTicks, Expires = order.Tag.ExpiresAt?.UtcTicks, Key = key, Index = index, Place = Place.Of(node, options).ToString(), Firmware = FirmwareOf(node),
        };
    }

    /// <summary>The experiment of some marks with the same key.</summary>
    public ExperimentRequest RequestFor(IReadOnlyList<NodeMark> marks)
    {
        Place first = Place.Parse(marks[0].Place, options);
        string[] boards = first.Board.Length > 0 ? [.. marks.Select(mark => Place.Parse(mark.Place, options).FullName(options))] : [];

        // Boards are given to nodes by their numbers, so that a number that is not there any more has its board, too.
        NodeAlias[] aliases = [new NodeAlias { Alias = Alias, Nbnodes = marks.Max(mark => mark.Index) + 1, Properties = new AliasProperties { Archi = first.Archi, Site = first.Site, Mobile = first.IsMobile } }];
        return new ExperimentRequest
        {
            Type = first.Board.Length > 0 ? "physical" : "alias",
            Name = MarkName.OfExperiment(marks[0].Owner, marks[0].Key),
            Duration = ExperimentShelf.Minutes(options.Duration),
            Reservation = options.Start?.ToUnixTimeSeconds(),
            Nodes = first.Board.Length > 0 ? JsonSerializer.SerializeToElement(boards, IotLabJson.Default.IReadOnlyListString) : JsonSerializer.SerializeToElement(aliases, IotLabJson.Default.IReadOnlyListNodeAlias),
            Firmwareassociations = Associations(marks, boards),
            Profileassociations = options.MonitoringProfile.Length > 0 ? [new Association { Profilename = options.MonitoringProfile, Nodes = boards.Length > 0 ? boards : [Alias] }] : null,
        };
    }

    private Association[]? Associations(IReadOnlyList<NodeMark> marks, string[] boards)
    {
        Association[] found =
        [
            .. marks.Where(mark => mark.Firmware is not null).GroupBy(mark => mark.Firmware, StringComparer.Ordinal).Select(group => new Association
            {
                Firmwarename = group.Key, Nodes = boards.Length > 0 ? [.. group.Select(mark => Place.Parse(mark.Place, options).FullName(options))] : [Alias],
            }),
        ];
        return found.Length > 0 ? found : null;
    }
}
