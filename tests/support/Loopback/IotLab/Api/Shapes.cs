using Loopback.IotLab.Lab;

namespace Loopback.IotLab.Api;

internal static class Shapes
{
    public static JsonObject Experiment(LabExperiment one, string state) =>
        new()
        {
            ["id"] = one.Id,
            ["name"] = one.Request.Name,
            ["user"] = one.User,
            ["state"] = state,
            ["nb_nodes"] =
                one.Boards.Count > 0 ? one.Boards.Count : one.Request.Boards.Count + one.Request.Aliases.Sum(alias => alias.Count),
            ["submitted_duration"] = (int)one.Request.Duration.TotalMinutes,
            ["effective_duration"] = 0,
            ["scheduled_date"] = Date(one.ScheduledAt),
            ["start_date"] = Date(one.StartedAt ?? (one.IsOver ? null : one.ScheduledAt)),
            ["stop_date"] = Date(one.IsOver ? one.StateSince : null),
            ["submission_date"] = Date(one.SubmittedAt),
        };

    /// <summary>Includes the description. Boards of an alias have names once they are selected.</summary>
    public static JsonObject Details(LabExperiment one)
    {
        JsonObject shown = Experiment(one, one.State);
        foreach (
            (string key, JsonNode? value) in JsonNode
                .Parse(one.Request.Text)!
                .AsObject()
                .Where(property => property.Key is "type" or "nodes" or "firmwareassociations" or "profileassociations")
        )
        {
            shown[key] = value?.DeepClone();
        }

        if (one.Boards.Count > 0 && !one.IsWaiting)
        {
            shown["type"] = "physical";
            shown["nodes"] = Names(one.Boards.Select(entry => entry.Board));
        }

        return shown;
    }

    public static JsonObject Board(LabBoard board, string state) =>
        new()
        {
            ["archi"] = board.Kind.Archi,
            ["camera"] = 0,
            ["mobile"] = board.Kind.IsMobile ? 1 : 0,
            ["mobility_type"] = board.Kind.IsMobile ? "turtlebot2" : " ",
            ["network_address"] = board.Name,
            ["site"] = board.Kind.Site,
            ["state"] = state,
            ["uid"] = "b" + board.Number.ToString("x3", CultureInfo.InvariantCulture),
            ["x"] = "1.0",
            ["y"] = "2.0",
            ["z"] = "0.5",
        };

    /// <summary>Boards by site, kind and state, as in <c>1-4+7</c>.</summary>
    public static JsonObject Ids(IEnumerable<(LabBoard Board, string State)> boards) =>
        new()
        {
            ["items"] = new JsonArray([
                .. boards
                    .GroupBy(entry => entry.Board.Kind.Site)
                    .Select(site =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["site"] = site.Key,
                                ["archis"] = new JsonArray([
                                    .. site.GroupBy(entry => entry.Board.Kind.Archi)
                                        .Select(archi =>
                                            (JsonNode)
                                                new JsonObject
                                                {
                                                    ["archi"] = archi.Key,
                                                    ["states"] = new JsonArray([
                                                        .. archi
                                                            .GroupBy(entry => entry.State)
                                                            .Select(state =>
                                                                (JsonNode)
                                                                    new JsonObject
                                                                    {
                                                                        ["state"] = state.Key,
                                                                        ["ids"] = Ranges(state.Select(entry => entry.Board.Number)),
                                                                    }
                                                            ),
                                                    ]),
                                                }
                                        ),
                                ]),
                            }
                    ),
            ]),
        };

    /// <summary>Boards for which a command succeeded (0) and failed (1). Empty lists are omitted.</summary>
    public static JsonObject Results(IEnumerable<LabBoard> done, IEnumerable<LabBoard> failed)
    {
        JsonObject shown = [];
        foreach ((string key, JsonArray names) in new[] { ("0", Names(done)), ("1", Names(failed)) })
        {
            if (names.Count > 0)
            {
                shown[key] = names;
            }
        }

        return shown;
    }

    public static string Ranges(IEnumerable<int> numbers)
    {
        List<(int First, int Last)> ranges = [];
        foreach (int number in numbers.Order())
        {
            if (ranges.Count > 0 && ranges[^1].Last == number - 1)
            {
                ranges[^1] = (ranges[^1].First, number);
            }
            else
            {
                ranges.Add((number, number));
            }
        }

        return string.Join('+', ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));
    }

    private static JsonArray Names(IEnumerable<LabBoard> boards) => new([.. boards.Select(board => (JsonNode)board.Name)]);

    private static string Date(DateTimeOffset? at) =>
        (at ?? DateTimeOffset.UnixEpoch).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
