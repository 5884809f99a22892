using System.Text.Json.Nodes;
using StorageSample.Managing.Commands;
using StorageSample.Managing.HostReports;
using StorageSample.Managing.Links;
using StorageSample.Managing.Records;

namespace StorageSample.Managing.Rest;

internal sealed partial class RestResources(
    StorageManagerOptions options,
    ManagerStore store,
    LinkTable links,
    ServiceQueues services,
    CommandList commands,
    EventList events,
    SecretGenerator secrets
)
{
    private const int Ok = 200;
    private const int Created = 201;
    private const int Accepted = 202;

    /// <summary>Handles an authorized request.</summary>
    /// <exception cref="RestError">The request is invalid.</exception>
    public Task<(int Status, JsonNode? Body)> HandleAsync(RestRequest request)
    {
        if (!IsGet(request))
        {
            RestFilter.CheckNone(request);
        }

        return DispatchAsync(request);
    }

    private Task<(int Status, JsonNode? Body)> DispatchAsync(RestRequest request) =>
        request.Resource switch
        {
            "registration_token" => HandleTokensAsync(request),
            "host" => HandleHostsAsync(request),
            "filesystem" => HandleFilesystemsAsync(request),
            "target" => HandleTargetsAsync(request),
            "command" => HandleCommandsAsync(request),
            "storage_resource" => HandleControllersAsync(request, ControllerRecord.Storage),
            "power_control_device" => HandleControllersAsync(request, ControllerRecord.Power),
            _ when !IsGet(request) => throw new RestError(405, $"'{request.Resource}' can only be read"),
            "volume" => Seen(Pick(request, services.Volumes.All(), static volume => volume.Number, RestView.VolumeFields, RestView.From)),
            "alert" => Seen(
                RestView.Page(
                    [.. links.All.Where(static link => link.IsLost).Select(static link => link.Fqdn).Order(StringComparer.Ordinal)],
                    request,
                    RestView.AlertFields,
                    Alert
                )
            ),
            "event" => Seen(RestView.Page(events.After(0).Reverse().ToList(), request, RestView.EventFields, RestView.From)),
            "log" => Seen(Log(request)),
            "system_status" => Seen(Status(request)),
            "storage_resource_class" => Seen(Classes(request)),
            _ => throw new RestError(404, $"there is no resource '{request.Resource}'"),
        };

    /// <summary>Creates a registration token and returns its secret.</summary>
    public async Task<string> AddTokenAsync(int credits, string profile, DateTimeOffset? expiry) =>
        (await CreateTokenAsync(credits, profile, expiry)).Secret;

    private Task<TokenRecord> CreateTokenAsync(int credits, string profile, DateTimeOffset? expiry) =>
        store.ChangeAsync(known =>
        {
            TokenRecord token = new(known.Tokens.LastId + 1, secrets.NextSecret(), profile, credits) { Expiry = expiry };
            return (new ManagerChange { Tokens = [token] }, token);
        });

    private async Task<(int Status, JsonNode? Body)> HandleTokensAsync(RestRequest request)
    {
        if (IsGet(request))
        {
            return (
                Ok,
                Pick(
                    request,
                    store.Read(static known => known.Tokens.All.ToList()),
                    static token => token.Id,
                    RestView.TokenFields,
                    RestView.From
                )
            );
        }

        if (request.Method is "POST")
        {
            return (Created, RestView.From(await CreateTokenAsync(request)));
        }

        if (request.Method is "PUT" or "PATCH")
        {
            if (request.Body.Flag("cancelled") is not true && request.Body.IsSuccess)
            {
                request.Body.AddProblem("cancelled", "the only field of a token that can be changed; set it to true");
            }

            request.CheckBody();
            TokenRecord? cancelled = await store.ChangeAsync(known =>
                known.Tokens.Find(request.Number) is { } token
                    ? (new ManagerChange { Tokens = [token with { IsCancelled = true }] }, token with { IsCancelled = true })
                    : ((ManagerChange?)null, (TokenRecord?)null)
            );
            return (Accepted, RestView.From(cancelled ?? throw Missing(request)));
        }

        throw new RestError(405, "read tokens, make them, or set 'cancelled' to true");
    }

    private Task<TokenRecord> CreateTokenAsync(RestRequest request)
    {
        int credits = request.Body.NeedWhole("credits", min: 1);

        // The profile can be the URI of its resource.
        string profile = request.Body.NeedText("profile").TrimEnd('/').Split('/')[^1];
        if (profile is not ("" or "base_managed_rh7" or "posix_copytool_worker"))
        {
            request.Body.AddProblem("profile", "base_managed_rh7 or posix_copytool_worker");
        }

        DateTimeOffset? expiry = null;
        if (request.Body.Text("expiry") is { } text)
        {
            expiry = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                ? time
                : null;
            if (expiry is null)
            {
                request.Body.AddProblem("expiry", "a time, as 2030-01-31T12:00:00Z");
            }
        }

        request.CheckBody();
        return CreateTokenAsync(credits, profile, expiry);
    }

    private async Task<(int Status, JsonNode? Body)> HandleCommandsAsync(RestRequest request)
    {
        if (IsGet(request))
        {
            return (
                Ok,
                Pick(
                    request,
                    store.Read(static known => known.Commands.All.ToList()),
                    static command => command.Id,
                    RestView.CommandFields,
                    RestView.From
                )
            );
        }

        if (request.Method is not "POST")
        {
            throw new RestError(405, "read commands, or POST one: 'jobs', a list with 'class_name' and 'args', and 'message'");
        }

        CommandStep[] steps = [.. request.Body.NeedObjects("jobs").Select(Job)];
        string message = request.Body.Text("message") ?? "Command of a user";
        request.CheckBody();
        return (Created, await StartAsync(message, steps));
    }

    private async Task<(int Status, JsonNode? Body)> HandleControllersAsync(RestRequest request, string kind)
    {
        if (string.Equals(kind, ControllerRecord.Storage, StringComparison.Ordinal) && !options.AllowSimulatedControllers)
        {
            throw new RestError(404, "the plug-in simulator_controller is off");
        }

        switch (request.Method)
        {
            case "GET":
                return (
                    Ok,
                    Pick(
                        request,
                        store.Read(known => known.Controllers.All.Where(item => item.Kind == kind).ToList()),
                        static item => item.Id,
                        RestView.ControllerFields,
                        RestView.From
                    )
                );
            case "POST":
                ControllerRecord record = ReadController(request, kind);
                return (
                    Created,
                    await store.ChangeAsync(known =>
                    {
                        if (
                            known.Controllers.All.FirstOrDefault(other =>
                                other.Kind == kind && other.Address == record.Address && other.Port == record.Port
                            ) is
                            { } same
                        )
                        {
                            throw new RestError(400, $"'address' and 'port' are those of {request.Resource} {same.Id}");
                        }

                        ControllerRecord added = record with { Id = known.Controllers.LastId + 1 };
                        return (new ManagerChange { Controllers = [added] }, RestView.From(added));
                    })
                );
            case "DELETE" when store.Read(known => known.Controllers.Find(request.Number)) is { } found && found.Kind == kind:
                await store.ChangeAsync(_ => new ManagerChange { ControllersGone = [found.Id] });
                return (204, null);
            case "DELETE":
                throw Missing(request);
            default:
                throw new RestError(405, "read controllers, make or delete them");
        }
    }

    private static ControllerRecord ReadController(RestRequest request, string kind)
    {
        const int MaxPort = 65_535;
        const int MaxOutlets = 100_000;
        ControllerRecord item = new(0, kind, request.Body.Text("class_name") ?? kind, request.Body.NeedText("address"))
        {
            Name = request.Body.Text("name") ?? "",
            Port = request.Body.Whole("port", 1, MaxPort) ?? 0,
            OutletCount = request.Body.Whole("outlet_count", 1, MaxOutlets) ?? 0,
        };
        if (kind == ControllerRecord.Power && item.Port == 0 && request.Body.IsSuccess)
        {
            request.Body.AddProblem("port", "missing; give the TCP port of the power unit");
        }

        request.CheckBody();
        return item;
    }

    private JsonObject Log(RestRequest request)
    {
        RestFilter.CheckNone(request);
        return new JsonObject
        {
            ["meta"] = new JsonObject { ["total_count"] = services.LogLineCount },
            ["objects"] = new JsonArray(),
        };
    }

    private JsonObject Status(RestRequest request)
    {
        RestFilter.CheckNone(request);
        return new JsonObject
        {
            ["queues"] = new JsonArray([.. services.Queues.Select(queue => (JsonNode)RestView.From(queue))]),
            ["log_lines"] = services.LogLineCount,
            ["hosts"] = store.Read(static known => known.Hosts.Count),
            ["sessions"] = links.All.Sum(static link => link.SessionCount),
        };
    }

    private JsonObject Classes(RestRequest request)
    {
        string[] classes = options.AllowSimulatedControllers ? ["Couplet"] : [];
        return RestView.Page(classes, request, RestView.ClassFields, static name => new JsonObject
        {
            ["class_name"] = name,
            ["plugin_name"] = ControllerRecord.Storage,
        });
    }

    private JsonObject Alert(string fqdn) =>
        new()
        {
            ["alert_type"] = "HostContactAlert",
            ["active"] = true,
            ["fqdn"] = fqdn,
            ["message"] = $"{fqdn} is out of contact",
        };

    private async Task<JsonObject> StartAsync(string message, params CommandStep[] steps)
    {
        int id = await commands.StartAsync(message, steps);
        return RestView.From(store.Read(known => known.Commands.Find(id))!);
    }

    private static JsonObject Pick<T>(
        RestRequest request,
        IReadOnlyList<T> all,
        Func<T, int> number,
        RestFields fields,
        Func<T, JsonObject> view
    )
    {
        if (request.Id is null)
        {
            return RestView.Page(all, request, fields, view);
        }

        RestFilter filter = RestFilter.Read(request, fields);
        return all.Where(item => number(item) == request.Number).Select(view).FirstOrDefault(filter.Includes) ?? throw Missing(request);
    }

    private static Task<(int Status, JsonNode? Body)> Seen(JsonNode body) => Task.FromResult<(int, JsonNode?)>((Ok, body));

    private static bool IsGet(RestRequest request) => request.Method is "GET" or "HEAD";

    private static RestError Missing(RestRequest request) => new(404, $"there is no {request.Resource} {request.Id}");
}

/// <summary>A user request is rejected. The response has the status and the reason.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class RestError(int status, string reason) : Exception(reason)
{
    public int Status => status;
}

internal sealed record RestRequest(string Method, string Resource, string? Id, IReadOnlyDictionary<string, string> Query, BodyFields Body)
{
    /// <summary>Names of parameters that are given more than once.</summary>
    public ValueList<string> Repeated { get; init; } = [];

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
