using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Reports why a topology cannot be provisioned on the testbed, before boards are reserved.</summary>
internal sealed class IotLabTopologyCheck(RestClient client, IotLabOptions options)
{
    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken)
    {
        ProblemList problems = new();
        problems.AddRange(TestbedProblems.Ignored(topology, "board", "its firmware", "their site"));
        problems.AddRange(
            topology
                .Nodes.Where(node => BoardLocation.HasUnknownParts(node.Cloud))
                .Select(node => IotLabProblems.InvalidPlacement(node.Name, node.Cloud))
        );

        foreach (
            IGrouping<string, NodeSpec> site in topology
                .Nodes.Where(node => !BoardLocation.HasUnknownParts(node.Cloud))
                .GroupBy(node => BoardLocation.From(node, options).Site, StringComparer.Ordinal)
        )
        {
            Board[] boards = options.Sites.Contains(site.Key, StringComparer.Ordinal)
                ? await ListBoardsAsync($"nodes?site={Uri.EscapeDataString(site.Key)}", cancellationToken)
                : [];
            if (boards.Length == 0)
            {
                bool isNamed = options.Sites.Contains(site.Key, StringComparer.Ordinal);
                IEnumerable<string> known = isNamed
                    ? (await ListBoardsAsync("nodes", cancellationToken))
                        .Select(board => board.Site)
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal)
                    : options.Sites;
                problems.Add(TestbedProblems.UnknownSite(site.First().Name, site.Key, known));
                continue;
            }

            CheckKinds([.. site], boards, problems);
            CheckBoards([.. site], boards, problems);
        }

        return problems.ToValueList();
    }

    private static bool IsUsable(Board board) => board.State is "Alive" or "Busy";

    private void CheckKinds(NodeSpec[] nodes, Board[] boards, ProblemList problems)
    {
        foreach (
            IGrouping<BoardLocation, NodeSpec> kind in nodes
                .GroupBy(node => BoardLocation.From(node, options))
                .Where(kind => kind.Key.Board.Length == 0)
        )
        {
            Board[] like = [.. boards.Where(board => board.Archi == kind.Key.Archi && board.Mobile == 1 == kind.Key.IsMobile)];
            int usableCount = like.Count(IsUsable);
            if (like.Length == 0)
            {
                IEnumerable<string> known = boards
                    .Select(board => new BoardLocation(kind.Key.Site, board.Archi, board.Mobile == 1, "").ToString())
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal);
                problems.Add(IotLabProblems.UnknownKind(kind.First().Name, kind.Key.ToString(), known));
            }
            else if (usableCount < kind.Count())
            {
                problems.Add(IotLabProblems.TooMany(kind.Key.ToString(), kind.Count(), usableCount));
            }
        }
    }

    private void CheckBoards(NodeSpec[] nodes, Board[] boards, ProblemList problems)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (NodeSpec node in nodes)
        {
            if (BoardLocation.From(node, options).FullName(options) is not { Length: > 0 } name)
            {
                continue;
            }

            if (Array.Find(boards, board => board.NetworkAddress == name) is not { } found)
            {
                problems.Add(IotLabProblems.UnknownBoard(node.Name, name));
            }
            else if (!IsUsable(found))
            {
                problems.Add(IotLabProblems.BrokenBoard(node.Name, name, found.State));
            }
            else if (!taken.Add(name))
            {
                problems.Add(IotLabProblems.TwiceNamed(node.Name, name));
            }
        }
    }

    private async Task<Board[]> ListBoardsAsync(string path, CancellationToken cancellationToken)
    {
        RestResponse reply = await client.GetResponseAsync(path, cancellationToken);
        return reply.IsEmpty
            ? []
            :
            [
                .. client.Read(reply, IotLabJson.Default.ItemListBoard).Items
                    ?? throw new RestException(reply.Status, "the response is not a list") { IsInvalidResponse = true },
            ];
    }
}
