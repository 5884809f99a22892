using Loopback.Grid5000.Scheduler;

namespace Loopback.Grid5000.Api;

internal sealed class Answers(Testbed testbed, Grid5000ServerOptions options)
{
    private const int LimitDefault = 50;
    private const int LimitMax = 500;
    private readonly VlanAnswers _vlans = new(testbed);

    public BasicDoor Door { get; } = new(options.User, options.Password);

    public async Task AnswerAsync(HttpContext http)
    {
        try
        {
            _ = Door.LetsIn(http.Request) ? true : throw new Refusal(401, "Authorization Required");
            string[] path = (http.Request.Path.Value ?? "").Trim('/').Split('/');
            JsonObject body = await Bodies.ReadAsync(http.Request);
            (int status, JsonObject? answer, string? location) = Answer(http, path is ["stable", .. var rest] ? rest : throw new Refusal(404, "not found"), body);
            http.Response.StatusCode = status;
            if (location is not null)
            {
                http.Response.Headers.Location = location;
            }

            await WriteAsync(http, answer);
        }
        catch (Refusal fault)
        {
            http.Response.StatusCode = fault.Status;
            await WriteAsync(http, new JsonObject { ["code"] = fault.Status, ["title"] = "Error", ["message"] = fault.Message });
        }
    }

    private static async Task WriteAsync(HttpContext http, JsonObject? answer)
    {
        http.Response.ContentType = answer?.ContainsKey("items") ?? false ? "application/vnd.grid5000.collection+json" : "application/vnd.grid5000.item+json";
        await http.Response.WriteAsync(answer?.ToJsonString() ?? "");
    }

    private (int Status, JsonObject? Answer, string? Location) Answer(HttpContext http, string[] path, JsonObject body)
    {
        lock (testbed.Gate)
        {
            return (http.Request.Method, path) switch
            {
                ("GET", ["sites"]) => (200, List(testbed.Sites.Select(Shapes.Site)), null),
                ("GET", ["sites", var site, "clusters"]) => (200, List(testbed.At(site).Machines.Select(machine => machine.Cluster.Name).Distinct().Select(Shapes.Cluster)), null),
                ("GET", ["sites", var site, "clusters", var cluster]) => (200, Shapes.Cluster(MachinesOf(site, cluster)[0].Cluster.Name), null),
                ("GET", ["sites", var site, "clusters", var cluster, "status"]) => (200, StatusOf(site, MachinesOf(site, cluster), http.Request.Query), null),
                ("GET", ["sites", var site, "clusters", var cluster, "nodes"]) => (200, Page(MachinesOf(site, cluster).Select(Shapes.Node), http.Request.Query, int.MaxValue, int.MaxValue), null),
                ("GET", ["sites", var site, "status"]) => (200, StatusOf(site, testbed.At(site).Machines, http.Request.Query), null),
                ("GET", ["sites", var site, "environments"]) => (200, Page(options.Environments.Select(name => Shapes.Environment(testbed.At(site), name)), http.Request.Query), null),
                ("GET", ["versions"]) => (200, List([Shapes.Version()]), null),
                ("GET", ["sites", var site, "versions"]) when testbed.At(site) is not null => (200, List([Shapes.Version()]), null),
                (_, ["sites", var site, "vlans", .. var rest]) => (200, _vlans.Answer(http.Request.Method, site, rest, body), null),
                ("GET", ["sites", var site, "jobs"]) => (200, ListJobs(http.Request.Query, site), null),
                ("POST", ["sites", var site, "jobs"]) => Submit(site, body),
                ("GET", ["sites", var site, "jobs", var uid]) => (200, Now(testbed.Find(site, uid)), null),
                ("DELETE", ["sites", var site, "jobs", var uid]) => Delete(site, uid),
                ("GET", ["sites", var site, "jobs", var uid, "walltime"]) => (200, Shapes.Walltime(testbed.Find(site, uid)), null),
                ("POST", ["sites", var site, "jobs", var uid, "walltime"]) => Extend(site, uid, Text(body, "walltime")),
                ("GET", ["sites", var site, "deployments"]) => (200, ListDeployments(http.Request.Query, site), null),
                ("POST", ["sites", var site, "deployments"]) => Deploy(site, body),
                ("GET", ["sites", var site, "deployments", var uid]) => (200, Shapes.Deployment(site, testbed.DeploymentsAt(site).FirstOrDefault(one => one.Uid == uid) ?? throw new Refusal(404, "no such deployment"), testbed.Now), null),
                _ => throw new Refusal(404, "not found"),
            };
        }
    }

    internal static string Text(JsonObject body, string key) => body[key]?.ToString() ?? "";

    internal static string[] Texts(JsonObject body, string key) => [.. (body[key] as JsonArray ?? []).Select(one => one?.ToString() ?? "")];

    private static JsonObject Now(GanttJob job) => Shapes.Job(job, job.State, withMachines: true);

    internal static JsonObject List(IEnumerable<JsonObject> items)
    {
        JsonNode[] all = [.. items];
        return new JsonObject { ["total"] = all.Length, ["offset"] = 0, ["items"] = new JsonArray(all), ["links"] = new JsonArray() };
    }

    private static JsonObject Page(IEnumerable<JsonObject> items, IQueryCollection query, int limit = LimitDefault, int limitMax = LimitMax)
    {
        int Number(string key, int otherwise) => int.TryParse(query[key].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
        JsonObject[] all = [.. items];
        int offset = Number("offset", 0);
        JsonNode[] page = [.. all.Skip(offset).Take(Math.Min(Number("limit", limit), limitMax))];
        return new JsonObject { ["total"] = all.Length, ["offset"] = offset, ["items"] = new JsonArray(page), ["links"] = new JsonArray() };
    }

    private JsonObject ListJobs(IQueryCollection query, string site)
    {
        DateTimeOffset seen = testbed.Now - options.ListLag;
        string[] states = query["state"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        string name = query["name"].ToString();
        string user = query["user"].ToString();
        return Page(
            testbed.At(site).Jobs.Reverse().Select(job => (Job: job, State: job.StateAt(seen)))
                .Where(entry => entry.State is not null && (states.Length == 0 || states.Contains(entry.State)) && (name.Length == 0 || entry.Job.Name == name) && (user.Length == 0 || user == options.User))
                .Select(entry => Shapes.Job(entry.Job, entry.State!, query["resources"] != "no")),
            query);
    }

    private JsonObject ListDeployments(IQueryCollection query, string site) =>
        Page(testbed.DeploymentsAt(site).Reverse().Where(one => one.CreatedAt <= testbed.Now - options.ListLag).Select(one => Shapes.Deployment(site, one, testbed.Now)), query);

    private Machine[] MachinesOf(string site, string cluster)
    {
        Machine[] machines = [.. testbed.At(site).Machines.Where(machine => machine.Cluster.Name == cluster)];
        return machines.Length > 0 ? machines : throw new Refusal(404, $"There is no cluster {cluster} at {site}");
    }

    private JsonObject StatusOf(string site, IEnumerable<Machine> machines, IQueryCollection query)
    {
        Gantt gantt = testbed.At(site);
        JsonObject nodes = [];
        foreach (Machine machine in machines)
        {
            JsonObject shown = Shapes.Status(machine, gantt, withWaiting: query["waiting"] != "no");
            _ = query["job_details"] == "no" && shown.Remove("reservations");
            nodes[machine.Name] = shown;
        }

        JsonObject status = new() { ["uid"] = testbed.Now.ToUnixTimeSeconds(), ["nodes"] = nodes };
        if (query["disks"] != "no")
        {
            status["disks"] = new JsonObject();
        }

        return status;
    }

    private (int Status, JsonObject? Answer, string? Location) Submit(string site, JsonObject body)
    {
        string queue = Text(body, "queue");
        GanttJob job = testbed.Submit(site, Text(body, "name"), Text(body, "resources"), Text(body, "command"), Texts(body, "types"), queue.Length > 0 ? queue : "default", Text(body, "reservation"), Text(body, "properties"));
        return (201, Now(job), $"/stable/sites/{site}/jobs/{job.Uid}");
    }

    private (int Status, JsonObject? Answer, string? Location) Delete(string site, string uid)
    {
        GanttJob job = testbed.Find(site, uid);
        testbed.At(site).Delete(job, testbed.Now);
        return (202, null, $"/stable/sites/{site}/jobs/{uid}");
    }

    private (int Status, JsonObject? Answer, string? Location) Extend(string site, string uid, string walltime)
    {
        GanttJob job = testbed.Find(site, uid);
        job.PendingTime = job.State != "running" ? throw new Refusal(403, "walltime change is only possible for running jobs")
            : walltime.StartsWith('+') && JobResources.ParseTime(walltime[1..]) is { } time ? time : throw new Refusal(400, $"Bad walltime: {walltime}");
        return (202, null, $"/stable/sites/{site}/jobs/{uid}/walltime");
    }

    private (int Status, JsonObject? Answer, string? Location) Deploy(string site, JsonObject body)
    {
        DeploymentRecord made = testbed.Deploy(site, Text(body, "environment"), Texts(body, "nodes"));
        return (201, Shapes.Deployment(site, made, testbed.Now), $"/stable/sites/{site}/deployments/{made.Uid}");
    }
}

/// <summary>VLANs of the sites, nine at each. The first four are local to their site.</summary>
/// <param name="testbed">Callers hold its lock.</param>
internal sealed class VlanAnswers(Testbed testbed)
{
    private const int LocalMax = 4;
    private const int NumberMax = 9;
    private readonly HashSet<(string Site, int Vlan)> _stopped = [];
    private readonly Dictionary<(string Site, string Node), int> _nodes = [];

    /// <summary>Handles a request below <c>vlans</c> of a site.</summary>
    public JsonObject Answer(string method, string site, string[] path, JsonObject body)
    {
        _ = testbed.At(site);
        return (method, path) switch
        {
            ("GET", []) => Answers.List(Enumerable.Range(1, NumberMax).Select(Shape)),
            ("GET", [var vlan]) => Shape(Find(vlan)),
            ("GET", [var vlan, "dhcpd"]) => Server(site, Find(vlan)),
            ("PUT", [var vlan, "dhcpd"]) => Switch(site, Find(vlan), Answers.Text(body, "action")),
            ("GET", [var vlan, "nodes"]) => Answers.List(NodesOf(site, Find(vlan)).Select(node => new JsonObject { ["uid"] = node, ["vlan"] = vlan })),
            ("POST", [var vlan, "nodes"]) => Put(site, Find(vlan), Answers.Texts(body, "nodes")),
            _ => throw new Refusal(404, "not found"),
        };
    }

    private static int Find(string vlan) => int.TryParse(vlan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= NumberMax ? number
        : throw new Refusal(404, $"There is no VLAN {vlan}; use 1 to {NumberMax}");

    private static JsonObject Shape(int vlan) => new() { ["uid"] = vlan.ToString(CultureInfo.InvariantCulture), ["type"] = vlan <= LocalMax ? "kavlan-local" : "kavlan", ["links"] = new JsonArray() };

    private IEnumerable<string> NodesOf(string site, int vlan) => _nodes.Where(entry => entry.Key.Site == site && entry.Value == vlan).Select(entry => entry.Key.Node).Order(StringComparer.Ordinal);

    private JsonObject Server(string site, int vlan) => new() { ["uid"] = "dhcpd", ["action"] = _stopped.Contains((site, vlan)) ? "stop" : "start" };

    private JsonObject Switch(string site, int vlan, string action)
    {
        _ = action switch
        {
            "start" => _stopped.Remove((site, vlan)),
            "stop" => _stopped.Add((site, vlan)),
            _ => throw new Refusal(400, $"action '{action}' is none; use start or stop"),
        };
        return Server(site, vlan);
    }

    // The name of a network adapter, as in alpha-1-eth1 or alpha-1-eth1.rennes.example, identifies its node. The first
    // adapter has the name of the node.
    private JsonObject Put(string site, int vlan, string[] nodes)
    {
        HashSet<string> known = [.. testbed.At(site).Machines.Select(machine => machine.Name.Split('.')[0])];
        string[] unknown = [.. nodes.Where(node => !known.Contains(node.Split('.')[0].Split("-eth")[0]))];
        _ = nodes.Length == 0 || unknown.Length > 0 ? throw new Refusal(400, $"nodes: {(nodes.Length == 0 ? "none" : string.Join(", ", unknown))}; use a list of nodes of {site}, as alpha-1-eth1") : true;
        JsonObject done = [];
        foreach (string node in nodes)
        {
            _nodes[(site, node)] = vlan;
            done[node] = new JsonObject { ["status"] = "success" };
        }

        return done;
    }
}
