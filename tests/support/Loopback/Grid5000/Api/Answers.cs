using Loopback.Grid5000.Scheduler;

namespace Loopback.Grid5000.Api;

internal sealed class Answers(Testbed testbed, Grid5000ServerOptions options)
{
    private const int LimitDefault = 50;
    private const int LimitMax = 500;

    public BasicDoor Door { get; } = new(options.User, options.Password);

    public async Task AnswerAsync(HttpContext http)
    {
        try
        {
            _ = Door.LetsIn(http.Request) ? true : throw new Refusal(401, "Authorization Required");
            string[] path = (http.Request.Path.Value ?? "").Trim('/').Split('/');
            JsonObject body = await Bodies.ReadAsync(http.Request);
            (int status, JsonObject? answer, string? location) = Answer(
                http,
                path is ["stable", .. var rest] ? rest : throw new Refusal(404, "not found"),
                body
            );
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
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(fault.Message);
        }
    }

    private static async Task WriteAsync(HttpContext http, JsonObject? answer)
    {
        http.Response.ContentType =
            answer?.ContainsKey("items") ?? false ? "application/vnd.grid5000.collection+json" : "application/vnd.grid5000.item+json";
        await http.Response.WriteAsync(answer?.ToJsonString() ?? "");
    }

    private (int Status, JsonObject? Answer, string? Location) Answer(HttpContext http, string[] path, JsonObject body)
    {
        lock (testbed.Gate)
        {
            return (http.Request.Method, path) switch
            {
                ("GET", ["sites"]) => (200, List(testbed.Sites.Select(Shapes.Site)), null),
                ("GET", ["sites", var site, "clusters"]) => (200, List(ClustersOf(site, http.Request.Query).Select(Shapes.Cluster)), null),
                ("GET", ["sites", var site, "clusters", var cluster]) => (
                    200,
                    Shapes.Cluster(
                        ClustersOf(site, http.Request.Query).FirstOrDefault(one => one.Name == cluster)
                            ?? throw new Refusal(404, $"Cannot find resource {cluster}")
                    ),
                    null
                ),
                ("GET", ["sites", var site, "clusters", var cluster, "status"]) => (
                    200,
                    StatusOf(site, MachinesOf(site, cluster), http.Request.Query),
                    null
                ),
                ("GET", ["sites", var site, "clusters", var cluster, "nodes"]) => (
                    200,
                    Page(MachinesOf(site, cluster).Select(Shapes.Node), http.Request.Query, int.MaxValue, int.MaxValue),
                    null
                ),
                ("GET", ["sites", var site, "status"]) => (200, StatusOf(site, testbed.At(site).Machines, http.Request.Query), null),
                ("GET", ["sites", var site, "environments"]) => (
                    200,
                    Page(options.Environments.Select(name => Shapes.Environment(testbed.At(site), name)), http.Request.Query),
                    null
                ),
                ("GET", ["versions"]) => (200, List([Shapes.Version()]), null),
                ("GET", ["sites", var site, "versions"]) when testbed.At(site) is not null => (200, List([Shapes.Version()]), null),
                ("GET", ["sites", var site, "jobs"]) => (200, ListJobs(http.Request.Query, site), null),
                ("POST", ["sites", var site, "jobs"]) => Submit(site, body),
                ("GET", ["sites", var site, "jobs", var uid]) => (200, Now(testbed.Find(site, uid)), null),
                ("DELETE", ["sites", var site, "jobs", var uid]) => Delete(site, uid),
                ("GET", ["sites", var site, "jobs", var uid, "walltime"]) => (200, Shapes.Walltime(testbed.Find(site, uid)), null),
                ("POST", ["sites", var site, "jobs", var uid, "walltime"]) => Extend(site, uid, Text(body, "walltime")),
                ("GET", ["sites", var site, "deployments"]) => (200, ListDeployments(http.Request.Query, site), null),
                ("POST", ["sites", var site, "deployments"]) => Deploy(site, body),
                ("GET", ["sites", var site, "deployments", var uid]) => (
                    200,
                    Shapes.Deployment(
                        site,
                        testbed.DeploymentsAt(site).FirstOrDefault(one => one.Uid == uid) ?? throw new Refusal(404, "no such deployment"),
                        testbed.Now
                    ),
                    null
                ),
                _ => throw new Refusal(404, "not found"),
            };
        }
    }

    private static string Text(JsonObject body, string key) => body[key]?.ToString() ?? "";

    private static string[] Texts(JsonObject body, string key) => [.. (body[key] as JsonArray ?? []).Select(one => one?.ToString() ?? "")];

    private static JsonObject Now(GanttJob job) => Shapes.Job(job, job.State, withMachines: true);

    private static JsonObject List(IEnumerable<JsonObject> items)
    {
        JsonNode[] all = [.. items];
        return new JsonObject
        {
            ["total"] = all.Length,
            ["offset"] = 0,
            ["items"] = new JsonArray(all),
            ["links"] = new JsonArray(),
        };
    }

    private static JsonObject Page(IEnumerable<JsonObject> items, IQueryCollection query, int limit = LimitDefault, int limitMax = LimitMax)
    {
        int Number(string key, int otherwise) =>
            int.TryParse(query[key].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
        JsonObject[] all = [.. items];
        int offset = Number("offset", 0);
        JsonNode[] page = [.. all.Skip(offset).Take(Math.Min(Number("limit", limit), limitMax))];
        return new JsonObject
        {
            ["total"] = all.Length,
            ["offset"] = offset,
            ["items"] = new JsonArray(page),
            ["links"] = new JsonArray(),
        };
    }

    private JsonObject ListJobs(IQueryCollection query, string site)
    {
        DateTimeOffset seen = testbed.Now - options.ListLag;

        // The filter compares capitalized states, so that those with a capital letter in the middle never match.
        string[] states =
        [
            .. query["state"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Except(["tolaunch", "toackreservation"]),
        ];
        bool isFiltered = query["state"].Count > 0;
        string name = query["name"].ToString();
        string user = query["user"].ToString();
        return Page(
            testbed
                .At(site)
                .Jobs.Reverse()
                .Select(job => (Job: job, State: job.StateAt(seen)))
                .Where(entry =>
                    entry.State is not null
                    && (!isFiltered || states.Contains(entry.State))
                    && (name.Length == 0 || entry.Job.Name == name)
                    && (user.Length == 0 || entry.Job.User == user)
                )
                .Select(entry => Shapes.Job(entry.Job, entry.State!, query["resources"].ToString() is not ("" or "no"), seen)),
            query
        );
    }

    private JsonObject ListDeployments(IQueryCollection query, string site) =>
        Page(
            testbed
                .DeploymentsAt(site)
                .Reverse()
                .Where(one => one.CreatedAt <= testbed.Now - options.ListLag)
                .Select(one => Shapes.Deployment(site, one, testbed.Now)),
            query
        );

    private IEnumerable<ClusterSpec> ClustersOf(string site, IQueryCollection query)
    {
        string[] queues = query["queues"].ToString() switch
        {
            "" => ["admin", "default"],
            "all" => ["admin", "default", "production"],
            var some => some.Split(','),
        };
        return testbed
            .At(site)
            .Machines.Select(machine => machine.Cluster)
            .Distinct()
            .Where(cluster => cluster.Queues.Intersect(queues).Any());
    }

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
        GanttJob job = testbed.Submit(
            site,
            options.User,
            Text(body, "name"),
            Text(body, "resources"),
            Text(body, "command"),
            Texts(body, "types"),
            queue.Length > 0 ? queue : "default",
            Text(body, "reservation"),
            Text(body, "properties")
        );
        return (201, Now(job), $"/stable/sites/{site}/jobs/{job.Uid}");
    }

    private (int Status, JsonObject? Answer, string? Location) Delete(string site, string uid)
    {
        GanttJob job = testbed.Find(site, uid);
        testbed
            .At(site)
            .Delete(job.User == options.User ? job : throw new Refusal(403, "You are not authorized to access this resource"), testbed.Now);
        return (202, null, $"/stable/sites/{site}/jobs/{uid}");
    }

    private (int Status, JsonObject? Answer, string? Location) Extend(string site, string uid, string walltime)
    {
        GanttJob job = testbed.Find(site, uid);
        job.PendingTime =
            job.State != "running" ? throw new Refusal(403, "walltime change is only possible for running jobs")
            : walltime.StartsWith('+') && JobResources.ParseTime(walltime[1..]) is { } time ? time
            : throw new Refusal(400, $"Bad walltime: {walltime}");
        return (202, null, $"/stable/sites/{site}/jobs/{uid}/walltime");
    }

    private (int Status, JsonObject? Answer, string? Location) Deploy(string site, JsonObject body)
    {
        DeploymentRecord made = testbed.Deploy(site, options.User, Text(body, "environment"), Texts(body, "nodes"));
        return (201, Shapes.Deployment(site, made, testbed.Now), $"/stable/sites/{site}/deployments/{made.Uid}");
    }
}
