using System.Text.RegularExpressions;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Builds requests for the testbed.</summary>
internal sealed class ExperimentPlan(IotLabOptions options)
{
    private static readonly string DefaultImage = new NodeHardware().Image;

    /// <summary>Groups steps into experiments.</summary>
    public IEnumerable<StepRequest[]> Together(IEnumerable<StepRequest> requests) =>
        options.StartNodesTogether
            ? requests
                .GroupBy(request => request.Tag.Owner)
                .SelectMany(group => BoardPacking.Pack(group, GetLocation, options.MaxNodesPerExperiment))
            : requests.GroupBy(GetGroupKey).SelectMany(group => group.Chunk(options.MaxNodesPerExperiment));

    /// <summary>
    /// Creates the ownership tags for the new nodes of one experiment, in the order of their indexes.
    /// </summary>
    public IEnumerable<IotLabNodeTag> CreateTags(IReadOnlyList<StepRequest> requests)
    {
        string key = TagName.CreateKey(requests[0].Token);

        // The API does not report which board of a kind an alias received, so all boards of a kind have the same
        // firmware from the experiment, or none.
        HashSet<BoardLocation> mixed =
        [
            .. requests
                .GroupBy(GetLocation)
                .Where(kind => kind.Key.Board.Length == 0 && kind.Select(GetFirmware).Distinct(StringComparer.Ordinal).Skip(1).Any())
                .Select(kind => kind.Key),
        ];
        Dictionary<BoardLocation, int> ranks = [];
        foreach ((int index, StepRequest request) in requests.Index())
        {
            BoardLocation location = GetLocation(request);
            int rank = ranks[location] = ranks.GetValueOrDefault(location, -1) + 1;
            IotLabNodeTag tag = CreateTag(request, key, index);
            yield return tag with
            {
                Rank = rank == index || location.Board.Length > 0 ? null : rank,
                IsFlashedLater = tag.Firmware is not null && mixed.Contains(location),
            };
        }
    }

    /// <summary>Longest possible tag of a new node.</summary>
    public IotLabNodeTag CreateLongestTag(StepRequest request)
    {
        IotLabNodeTag tag = CreateTag(request, TagName.CreateKey(request.Token), options.MaxNodesPerExperiment);
        return options.StartNodesTogether ? tag with { Rank = options.MaxNodesPerExperiment } : tag;
    }

    /// <summary>Creates the request for an experiment from tags with the same key.</summary>
    public ExperimentRequest RequestFor(IReadOnlyList<IotLabNodeTag> tags)
    {
        (IotLabNodeTag Tag, BoardLocation Location)[] nodes =
        [
            .. tags.OrderBy(tag => tag.Index).Select(tag => (tag, BoardLocation.Parse(tag.Location, options))),
        ];
        bool isNamed = nodes[0].Location.Board.Length > 0;

        // Boards are assigned to nodes by rank, so the request also includes boards for ranks whose nodes were removed.
        (BoardLocation Kind, int Count)[] kinds = isNamed
            ? []
            : [.. nodes.GroupBy(node => node.Location).Select(kind => (kind.Key, kind.Max(node => node.Tag.Rank ?? node.Tag.Index) + 1))];
        string[] names = [.. isNamed ? nodes.Select(node => node.Location.FullName(options)) : kinds.Select((_, at) => GetAlias(at))];
        IEnumerable<(IotLabNodeTag Tag, string Name)> named = nodes.Select(node =>
            (node.Tag, isNamed ? node.Location.FullName(options) : GetAlias(Array.FindIndex(kinds, kind => kind.Kind == node.Location)))
        );
        JsonElement boards = isNamed
            ? JsonSerializer.SerializeToElement(names, IotLabJson.Default.IReadOnlyListString)
            : CreateAliases(kinds);

        // The scheduler accepts only future dates, so a past start is sent as null, which means as soon as possible.
        long? start = options.StartsAt is { } due && due > options.Clock.GetUtcNow() ? due.ToUnixTimeSeconds() : null;
        return new ExperimentRequest(
            GetNodeType(isNamed),
            TagName.ForExperiment(tags[0].Owner, tags[0].Key),
            ExperimentRepository.RoundUpToMinutes(options.Duration),
            start,
            boards,
            Associations(named),
            options.MonitoringProfile.Length > 0 ? [new Association(null, options.MonitoringProfile, names)] : null
        );
    }

    /// <summary>
    /// Creates requests that reserve boards in the same way as the experiments of some nodes, but without firmware.
    /// </summary>
    /// <param name="name">Name of the experiments.</param>
    public ValueList<ExperimentRequest> CreateProbes(IEnumerable<NodeSpec> nodes, string name) =>
        [
            .. BoardPacking
                .Pack(nodes.Select(node => BoardLocation.From(node, options)), location => location, options.MaxNodesPerExperiment)
                .Select(pack => new ExperimentRequest(
                    GetNodeType(pack[0].Board.Length > 0),
                    name,
                    ExperimentRepository.RoundUpToMinutes(options.Duration),
                    null,
                    pack[0].Board.Length > 0
                        ? JsonSerializer.SerializeToElement(
                            [.. pack.Select(location => location.FullName(options))],
                            IotLabJson.Default.IReadOnlyListString
                        )
                        : CreateAliases([.. pack.GroupBy(location => location).Select(kind => (kind.Key, kind.Count()))])
                )),
        ];

    private static string GetNodeType(bool isNamed) => isNamed ? "physical" : "alias";

    private static JsonElement CreateAliases((BoardLocation Kind, int Count)[] kinds) =>
        JsonSerializer.SerializeToElement(
            [
                .. kinds.Select(
                    (kind, at) =>
                        new NodeAlias(GetAlias(at), kind.Count, new AliasProperties(kind.Kind.Archi, kind.Kind.Site, kind.Kind.IsMobile))
                ),
            ],
            IotLabJson.Default.IReadOnlyListNodeAlias
        );

    private static string GetAlias(int at) => (at + 1).ToString(CultureInfo.InvariantCulture);

    private static Association[]? Associations(IEnumerable<(IotLabNodeTag Tag, string Name)> nodes)
    {
        Association[] associations =
        [
            .. nodes
                .Where(node => node.Tag is { Firmware: not null, IsFlashedLater: false })
                .GroupBy(node => node.Tag.Firmware, StringComparer.Ordinal)
                .Select(group => new Association(group.Key, null, [.. group.Select(node => node.Name).Distinct(StringComparer.Ordinal)])),
        ];
        return associations.Length > 0 ? associations : null;
    }

    private IotLabNodeTag CreateTag(StepRequest request, string key, int index)
    {
        NodeSpec node = ((CreateNode)request.Step).Node;
        return new IotLabNodeTag
        {
            Owner = request.Tag.Owner.ToString(),
            Name = request.Tag.Name,
            Token = request.Token,
            Group = request.Tag.Group,
            Digest = request.Tag.Digest,
            Epoch = request.Tag.Epoch,
            Sequence = request.Tag.Sequence,
            Created = options.Clock.GetUtcNow().UtcTicks,
            Expires = request.Tag.ExpiresAt?.UtcTicks,
            Key = key,
            Index = index,
            Location = BoardLocation.From(node, options).ToString(),
            Firmware = GetFirmware(request),
        };
    }

    private BoardLocation GetLocation(StepRequest request) => BoardLocation.From(((CreateNode)request.Step).Node, options);

    /// <summary>Firmware of a node's board; null for none.</summary>
    private string? GetFirmware(StepRequest request) =>
        ((CreateNode)request.Step).Node.Hardware.Image switch
        {
            var image when image != DefaultImage => image,
            _ => options.Firmware.Length > 0 ? options.Firmware : null,
        };

    /// <summary>
    /// Key of one experiment if each kind starts independently: nodes of one kind with one firmware, or boards of a
    /// site by name.
    /// </summary>
    private (Owner Owner, BoardLocation Kind, string? Firmware) GetGroupKey(StepRequest request)
    {
        BoardLocation kind = GetLocation(request).Kind;
        return (request.Tag.Owner, kind, kind.Board.Length > 0 ? null : GetFirmware(request));
    }
}

/// <summary>
/// Packs nodes into as few experiments as the API allows: boards by kind, of any kinds and sites, in one; boards by
/// name, of any sites, in another. Pure.
/// </summary>
internal static class BoardPacking
{
    /// <summary>Maximum number of kinds in one experiment: each has an alias, which is one digit and not 0.</summary>
    public const int MaxKinds = 9;

    /// <summary>Packs items in order. No group is empty or mixes boards by name and boards by kind.</summary>
    /// <param name="placeOf">Returns the placement of an item.</param>
    /// <param name="maxSize">Maximum size of a group, 1 or more.</param>
    public static IEnumerable<T[]> Pack<T>(IEnumerable<T> all, Func<T, BoardLocation> placeOf, int maxSize)
    {
        foreach (IGrouping<bool, T> group in all.GroupBy(member => placeOf(member).Board.Length > 0))
        {
            List<T> pack = [];
            HashSet<BoardLocation> kinds = [];
            foreach (T member in group)
            {
                bool isFull = pack.Count == maxSize || (!group.Key && kinds.Count == MaxKinds && !kinds.Contains(placeOf(member)));
                if (isFull)
                {
                    yield return [.. pack];
                    pack.Clear();
                    kinds.Clear();
                }

                pack.Add(member);
                kinds.Add(placeOf(member));
            }

            yield return [.. pack];
        }
    }
}

/// <summary>Requested placement of a node: a certain board, or any of a kind.</summary>
/// <param name="Archi">Kind of board, for example <c>m3:at86rf231</c>; empty with a board.</param>
/// <param name="IsMobile">True for a mobile board.</param>
/// <param name="Board">Name of the board, for example <c>m3-7</c>; empty for any.</param>
internal readonly partial record struct BoardLocation(string Site, string Archi, bool IsMobile, string Board)
{
    private const string Mobile = "mobile";

    /// <summary>Placement of a node, from its cloud.</summary>
    public static BoardLocation From(NodeSpec node, IotLabOptions options) => Parse(node.Cloud, options);

    /// <summary>
    /// Parses <c>SITE</c>, <c>SITE/ARCHI</c>, <c>SITE/ARCHI/mobile</c> or <c>SITE/BOARD</c>, with defaults for missing
    /// parts.
    /// </summary>
    public static BoardLocation Parse(string cloud, IotLabOptions options)
    {
        string[] parts = cloud.Split('/');
        string site = parts[0].Length > 0 ? parts[0] : options.Sites[0];
        string kind = parts.ElementAtOrDefault(1) is { Length: > 0 } reported ? reported : options.Architecture;
        return BoardName().IsMatch(kind) && parts.Length == 2
            ? new BoardLocation(site, "", IsMobile: false, kind)
            : new BoardLocation(site, kind, parts.ElementAtOrDefault(2) == Mobile, "");
    }

    /// <summary>Returns true if a cloud has unknown parts after the kind of board.</summary>
    public static bool HasUnknownParts(string cloud) =>
        cloud.Split('/') is { Length: > 2 } parts && (parts.Length > 3 || parts[2] != Mobile);

    /// <summary>Unit that one experiment can request: boards of a site by name, or one kind.</summary>
    public BoardLocation Kind => Board.Length > 0 ? this with { Board = "*" } : this;

    /// <summary>Returns true if a board has this site and kind; false for a placement on a certain board.</summary>
    public bool Takes(Board board) => Board.Length == 0 && board.Site == Site && board.Archi == Archi && board.Mobile == 1 == IsMobile;

    /// <summary>Full name of its board; empty for any.</summary>
    public string FullName(IotLabOptions options) => Board.Length > 0 ? $"{Board}.{Site}.{options.Domain}" : "";

    public override string ToString() =>
        this switch
        {
            { Board.Length: > 0 } => $"{Site}/{Board}",
            { IsMobile: true } => $"{Site}/{Archi}/{Mobile}",
            _ => $"{Site}/{Archi}",
        };

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*-[0-9]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BoardName();
}
