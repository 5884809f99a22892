using System.Text.Json.Nodes;
using Scalewright.Storage.Managing.Book;
using Scalewright.Storage.Managing.Commands;
using Scalewright.Storage.Managing.Links;
using Scalewright.Storage.Managing.Sightings;

namespace Scalewright.Storage.Managing.Rest;

internal sealed partial class RestResources(
    StorageManagerOptions options, ManagerStore book, LinkTable links, ServiceQueues services, CommandList commands,
    EventList events, SecretGenerator secrets)
{
    private const int Ok = 200;
    private const int Created = 201;
    private const int Accepted = 202;

    /// <summary>Handles an authorized request.</summary>
    /// <exception cref="RestError">The request is invalid.</exception>
    public Task<(int Status, JsonNode? Body)> HandleAsync(RestRequest asked) => asked.Resource switch
    {
        "registration_token" => TokensAsync(asked),
        "host" => HostsAsync(asked),
        "filesystem" => FilesystemsAsync(asked),
        "target" => TargetsAsync(asked),
        "command" => CommandsAsync(asked),
        "storage_resource" => ControllersAsync(asked, ControllerRecord.Storage),
        "power_control_device" => ControllersAsync(asked, ControllerRecord.Power),
        _ when !IsGet(asked) => throw new RestError(405, $"'{asked.Resource}' can only be read"),
        "volume" => Seen(Pick(asked, services.Volumes.All(), static volume => volume.Number, RestView.Of)),
        "alert" => Seen(RestView.Page([.. links.All.Where(static link => link.IsLost)
            .Select(static link => link.Fqdn)
            .Order(StringComparer.Ordinal)], asked, Alert)),
        "event" => Seen(RestView.Page(events.After(0).Reverse().ToList(), asked, RestView.Of)),
        "log" => Seen(new JsonObject { ["meta"] = new JsonObject
        {
            ["total_count"] = services.LogLineCount
        }, ["objects"] = new JsonArray() }),
        "system_status" => Seen(Status()),
        "storage_resource_class" => Seen(Classes(asked)),
        _ => throw new RestError(404, $"there is no resource '{asked.Resource}'"),
    };

    /// <summary>Creates a registration token and returns its secret.</summary>
    public async Task<string> AddTokenAsync(int credits, string profile, DateTimeOffset? expiry) =>
        (await NewTokenAsync(credits, profile, expiry)).Secret;

    private Task<TokenRecord> NewTokenAsync(int credits, string profile, DateTimeOffset? expiry) =>
        book.ChangeAsync(known =>
        {
            TokenRecord token =
                new(known.Tokens.LastId + 1, secrets.NextSecret(), profile, credits) { Expiry = expiry };
            return (new ManagerChange { Tokens = [token] }, token);
        });

    private async Task<(int Status, JsonNode? Body)> TokensAsync(RestRequest asked)
    {
        if (IsGet(asked))
        {
            return (Ok, Pick(
                asked, book.Read(static known => known.Tokens.All.ToList()), static token => token.Id, RestView.Of));
        }

        if (asked.Method is "POST")
        {
            return (Created, RestView.Of(await NewTokenAsync(asked)));
        }

        if (asked.Method is "PUT" or "PATCH")
        {
            if (asked.Body.Flag("cancelled") is not true && asked.Body.IsSuccess)
            {
                asked.Body.Note("cancelled", "the only field of a token that can be changed; set it to true");
            }

            asked.CheckBody();
            TokenRecord? cancelled = await book.ChangeAsync(known => known.Tokens.Find(asked.Number) is { } token
                ? (new ManagerChange { Tokens = [token with { IsCancelled = true }] },
                    token with { IsCancelled = true })
                : ((ManagerChange?)null, (TokenRecord?)null));
            return (Accepted, RestView.Of(cancelled ?? throw Missing(asked)));
        }

        throw new RestError(405, "read tokens, make them, or set 'cancelled' to true");
    }

    private Task<TokenRecord> NewTokenAsync(RestRequest asked)
    {
        int credits = asked.Body.NeedWhole("credits", least: 1);

        // The profile can be the URI of its resource.
        string profile = asked.Body.NeedText("profile").TrimEnd('/').Split('/')[^1];
        if (profile is not ("" or "base_managed_rh7" or "posix_copytool_worker"))
        {
            asked.Body.Note("profile", "base_managed_rh7 or posix_copytool_worker");
        }

        DateTimeOffset? expiry = null;
        if (asked.Body.Text("expiry") is { } text)
        {
            expiry = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out DateTimeOffset time) ? time : null;
            if (expiry is null)
            {
                asked.Body.Note("expiry", "a time, as 2030-01-31T12:00:00Z");
            }
        }

        asked.CheckBody();
        return NewTokenAsync(credits, profile, expiry);
    }

    private async Task<(int Status, JsonNode? Body)> CommandsAsync(RestRequest asked)
    {
        if (IsGet(asked))
        {
            return (Ok, Pick(asked, book.Read(static known => known.Commands.All.ToList()),
                static command => command.Id, RestView.Of));
        }

        if (asked.Method is not "POST")
        {
            throw new RestError(
                405, "read commands, or POST one: 'jobs', a list with 'class_name' and 'args', and 'message'");
        }

        CommandStep[] orders = [.. asked.Body.NeedObjects("jobs").Select(Job)];
        string message = asked.Body.Text("message") ?? "Command of a user";
        asked.CheckBody();
        return (Created, await StartAsync(message, orders));
    }

    private async Task<(int Status, JsonNode? Body)> ControllersAsync(RestRequest asked, string kind)
    {
        if (string.Equals(kind, ControllerRecord.Storage, StringComparison.Ordinal)
            && !options.AllowSimulatedControllers)
        {
            throw new RestError(404, "the plug-in simulator_controller is off");
        }

        switch (asked.Method)
        {
            case "GET":
                return (Ok, Pick(
                    asked, book.Read(known => known.Controllers.All.Where(item => item.Kind == kind).ToList()),
                    static item => item.Id, RestView.Of));
            case "POST":
                ControllerRecord wanted = ControllerOf(asked, kind);
                return (Created, await book.ChangeAsync(known =>
                {
                    if (known.Controllers.All.FirstOrDefault(other =>
                        other.Kind == kind && other.Address == wanted.Address && other.Port == wanted.Port) is { } same)
                    {
                        throw new RestError(400, $"'address' and 'port' are those of {asked.Resource} {same.Id}");
                    }

                    ControllerRecord made = wanted with { Id = known.Controllers.LastId + 1 };
                    return (new ManagerChange { Controllers = [made] }, RestView.Of(made));
                }));
            case "DELETE"
                when book.Read(known => known.Controllers.Find(asked.Number)) is { } found && found.Kind == kind:
                await book.ChangeAsync(_ => new ManagerChange { ControllersGone = [found.Id] });
                return (204, null);
            case "DELETE":
                throw Missing(asked);
            default:
                throw new RestError(405, "read controllers, make or delete them");
        }
    }

    private static ControllerRecord ControllerOf(RestRequest asked, string kind)
    {
        const int MaxPort = 65_535;
        const int MaxOutlets = 100_000;
        ControllerRecord made = new(0, kind, asked.Body.Text("class_name") ?? kind, asked.Body.NeedText("address"))
        {
            Name = asked.Body.Text("name") ?? "",
            Port = asked.Body.Whole("port", 1, MaxPort) ?? 0,
            OutletCount = asked.Body.Whole("outlet_count", 1, MaxOutlets) ?? 0,
        };
        if (kind == ControllerRecord.Power && made.Port == 0 && asked.Body.IsSuccess)
        {
            asked.Body.Note("port", "missing; give the TCP port of the power unit");
        }

        asked.CheckBody();
        return made;
    }

    private JsonObject Status() => new()
    {
        ["queues"] = new JsonArray([.. services.Queues.Select(queue => (JsonNode)RestView.Of(queue))]),
        ["log_lines"] = services.LogLineCount,
        ["hosts"] = book.Read(static known => known.Hosts.Count),
        ["sessions"] = links.All.Sum(static link => link.SessionCount),
    };

    private JsonObject Classes(RestRequest asked)
    {
        string[] classes = options.AllowSimulatedControllers
            && (!asked.Query.TryGetValue("plugin_name", out string? plugin) || plugin is ControllerRecord.Storage)
            ? ["Couplet"]
            : [];
        return RestView.Page(classes, asked,
            static name => new JsonObject { ["class_name"] = name, ["plugin_name"] = ControllerRecord.Storage });
    }

    private JsonObject Alert(string fqdn) => new()
    {
        ["alert_type"] = "HostContactAlert",
        ["active"] = true,
        ["fqdn"] = fqdn,
        ["message"] = $"{fqdn} is out of contact"
    };

    private async Task<JsonObject> StartAsync(string message, params CommandStep[] orders)
    {
        int id = await commands.StartAsync(message, orders);
        return RestView.Of(book.Read(known => known.Commands.Find(id))!);
    }

    private static JsonObject Pick<T>(
        RestRequest asked, IReadOnlyList<T> all, Func<T, int> number, Func<T, JsonObject> view) => asked.Id is null
            ? RestView.Page(all, asked, view)
            : all.Where(item => number(item) == asked.Number).Select(view).FirstOrDefault() ?? throw Missing(asked);

    private static Task<(int Status, JsonNode? Body)> Seen(JsonNode body) =>
        Task.FromResult<(int, JsonNode?)>((Ok, body));

    private static bool IsGet(RestRequest asked) => asked.Method is "GET" or "HEAD";

    private static RestError Missing(RestRequest asked) => new(404, $"there is no {asked.Resource} {asked.Id}");
}

/// <summary>A user request is rejected. The response has the status and the reason.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class RestError(int status, string reason) : Exception(reason)
{
    public int Status => status;
}

internal sealed record RestRequest(
    string Method, string Resource, string? Id, IReadOnlyDictionary<string, string> Query, BodyFields Body)
{
    /// <summary>Number in the path; 0 if it is missing.</summary>
    public int Number => int.TryParse(Id, out int number) && number > 0 ? number : 0;

    /// <exception cref="RestError">At least one field that was read is invalid. All of them are named.</exception>
    public void CheckBody()
    {
        if (!Body.IsSuccess)
        {
            throw new RestError(400, Body.Problems);
        }
    }
}
