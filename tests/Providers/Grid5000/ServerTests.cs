using System.Net.Http.Headers;

namespace Grid5000.Tests;

/// <summary>The simulated Grid'5000 server of these tests. It follows the source of the official API.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync, which releases the fields.")]
public sealed class ServerTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private Grid5000Server? _server;

    public async Task InitializeAsync()
    {
        _server = await Grid5000Server.StartAsync(
            new Grid5000ServerOptions { Clusters = [new("rennes", "alpha", 3), new("rennes", "beta", 2)], Clock = new HandClock() }
        );
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("ann:secret"u8));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task A_job_can_be_submitted_as_a_form()
    {
        using FormUrlEncodedContent form = new([
            new("name", "join-01"),
            new("resources", "nodes=2,walltime=02:00:00"),
            new("command", "sleep 7200"),
            new("types[]", "deploy"),
            new("types[]", "exotic"),
            new("properties", "network_address <> 'x'"),
        ]);

        using HttpResponseMessage taken = await _http.PostAsync(At("sites/rennes/jobs"), form);

        JsonNode job = JsonNode.Parse(await taken.Content.ReadAsStringAsync())!;
        taken.StatusCode.ShouldBe(HttpStatusCode.Created);
        (
            job["name"]!.ToString(),
            job["walltime"]!.GetValue<long>(),
            job["properties"]!.ToString(),
            job["types"]!.ToJsonString(),
            job["assigned_nodes"]!.AsArray().Count
        ).ShouldBe(
            ("join-01", 7200L, "((network_address <> 'x') AND deploy = 'YES') AND maintenance = 'NO'", """["deploy","exotic"]""", 2)
        );
        job["command"]!.ToString().ShouldMatch("^\\./oarapi\\.subscript\\.[^ ]+$");
    }

    [Fact]
    public async Task A_cluster_status_lists_only_its_nodes_and_includes_waiting_jobs_unless_excluded()
    {
        await _http.PostAsJsonAsync(
            At("sites/rennes/jobs"),
            new JsonObject { ["resources"] = "{cluster='beta'}/nodes=2,walltime=01:00:00", ["command"] = "sleep 1" }
        );
        await _http.PostAsJsonAsync(
            At("sites/rennes/jobs"),
            new JsonObject { ["resources"] = "{cluster='beta'}/nodes=2,walltime=01:00:00", ["command"] = "sleep 2" }
        );

        JsonNode all = await GetAsync("sites/rennes/clusters/beta/status");
        JsonNode some = await GetAsync("sites/rennes/clusters/beta/status?waiting=no&disks=no");
        JsonNode none = await GetAsync("sites/rennes/status?job_details=no");

        all["nodes"]!.AsObject().Select(node => node.Key).ShouldBe(["beta-1.rennes.example", "beta-2.rennes.example"]);
        StatesOf(all).ShouldBe(["running", "waiting"]);
        StatesOf(some).ShouldBe(["running"]);
        (
            some["disks"],
            all["disks"]!.ToJsonString(),
            none["nodes"]!.AsObject().Count,
            none["nodes"]!["beta-1.rennes.example"]!["reservations"]
        ).ShouldBe((null, "{}", 5, null));
        (await _http.GetAsync(At("sites/rennes/clusters/gamma/status"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nodes_are_paginated_when_limit_and_offset_are_given()
    {
        JsonNode page = await GetAsync("sites/rennes/clusters/alpha/nodes?limit=2&offset=1");
        JsonNode all = await GetAsync("sites/rennes/clusters/alpha/nodes");

        (page["total"]!.GetValue<int>(), page["offset"]!.GetValue<int>(), all["items"]!.AsArray().Count).ShouldBe((3, 1, 3));
        page["items"]!.AsArray().Select(node => node!["uid"]!.ToString()).ShouldBe(["alpha-2", "alpha-3"]);
    }

    [Fact]
    public async Task Environments_and_versions_are_listed()
    {
        (await GetAsync("sites/rennes/environments"))["items"]!
            .AsArray()
            .Select(one => one!["uid"]!.ToString())
            .ShouldBe(["debian12-min", "debian12-big", "ubuntu2404-min"]);
        (await GetAsync("versions"))["total"]!.GetValue<int>().ShouldBe(1);
        (await GetAsync("sites/rennes/versions"))["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_plain_text_with_the_output_of_the_scheduler_in_it()
    {
        using HttpResponseMessage large = await SubmitAsync("nodes=6,walltime=01:00:00", "sleep 1");
        using HttpResponseMessage empty = await SubmitAsync("nodes=1", "");

        string text = await large.Content.ReadAsStringAsync();
        (large.StatusCode, large.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.BadRequest, "text/plain"));
        text.ShouldMatch("^Request to https://[^ ]+/internal/oarapi/jobs.json failed with status 400: \\{");
        text.IndexOf("There are not enough resources for your request", StringComparison.Ordinal).ShouldBeGreaterThan(200);
        (empty.StatusCode, await empty.Content.ReadAsStringAsync()).ShouldBe(
            (HttpStatusCode.BadRequest, "The job you are trying to submit is not valid: you must give a :command to execute on launch")
        );
    }

    [Fact]
    public async Task A_killed_job_ends_in_an_error_and_can_be_deleted_again_only_by_its_user()
    {
        long other = _server!.Occupy("rennes", "nodes=1,walltime=01:00:00");
        long running = await JobAsync("nodes=4,walltime=01:00:00");
        long waiting = await JobAsync("nodes=4,walltime=01:00:00");

        HttpStatusCode[] answers =
        [
            await DeleteAsync(waiting),
            await DeleteAsync(running),
            await DeleteAsync(running),
            await DeleteAsync(other),
            await DeleteAsync(1),
        ];

        answers.ShouldBe([
            HttpStatusCode.Accepted,
            HttpStatusCode.Accepted,
            HttpStatusCode.Accepted,
            HttpStatusCode.Forbidden,
            HttpStatusCode.NotFound,
        ]);
        (await DescribeAsync(waiting)).ShouldBe(("error", "Job killed by Leon directly", "FRAG_JOB_REQUEST"));
        (await DescribeAsync(running)).ShouldBe(("error", "", "FRAG_JOB_REQUEST SEND_KILL_JOB"));
    }

    [Fact]
    public async Task A_job_without_a_value_has_no_field_for_it_and_its_cores_are_those_of_its_planned_machines()
    {
        await JobAsync("nodes=5,walltime=01:00:00");
        long uid = await JobAsync("{cluster='beta'}/nodes=1,walltime=01:00:00");

        JsonNode job = await GetAsync($"sites/rennes/jobs/{uid}");
        JsonNode listed = (await GetAsync("sites/rennes/jobs?limit=1"))["items"]![0]!;

        (job["state"]!.ToString(), job["started_at"]!.GetValue<long>(), job["mode"]!.ToString(), job["project"]!.ToString()).ShouldBe(
            ("waiting", 0L, "PASSIVE", "default")
        );
        (job.AsObject().ContainsKey("stopped_at"), job.AsObject().ContainsKey("name")).ShouldBe((false, false));
        (
            job["assigned_nodes"]!.ToJsonString(),
            job["resources_by_type"]!["cores"]!.AsArray().Count,
            job["resources_by_type"]!["cores"]![15]!.ToString()
        ).ShouldBe(("""["beta-1.rennes.example"]""", 16, "beta-1.rennes.example/15"));
        (listed["uid"]!.GetValue<long>(), listed["assigned_nodes"], listed["resources_by_type"]).ShouldBe((uid, null, null));
    }

    [Fact]
    public async Task A_dead_machine_has_no_slots()
    {
        _server!.SetHard("beta-1.rennes.example", "dead");

        JsonNode nodes = (await GetAsync("sites/rennes/status"))["nodes"]!;

        string[] told =
        [
            .. ((string[])["beta-1", "beta-2"])
                .Select(name => nodes[$"{name}.rennes.example"]!)
                .Select(node => $"{node["hard"]} {node["soft"]} {node["free_slots"]} {node["busy_slots"]}"),
        ];
        told.ShouldBe(["dead unknown 0 0", "alive free 16 0"]);
    }

    private static IEnumerable<string> StatesOf(JsonNode status) =>
        status["nodes"]!["beta-1.rennes.example"]!["reservations"]!.AsArray().Select(job => job!["state"]!.ToString());

    private Task<HttpResponseMessage> SubmitAsync(string resources, string command) =>
        _http.PostAsJsonAsync(At("sites/rennes/jobs"), new JsonObject { ["resources"] = resources, ["command"] = command });

    private async Task<long> JobAsync(string resources)
    {
        using HttpResponseMessage taken = await SubmitAsync(resources, "sleep infinity");
        return JsonNode.Parse(await taken.Content.ReadAsStringAsync())!["uid"]!.GetValue<long>();
    }

    private async Task<HttpStatusCode> DeleteAsync(long uid)
    {
        using HttpResponseMessage answer = await _http.DeleteAsync(At($"sites/rennes/jobs/{uid}"));
        return answer.StatusCode;
    }

    private async Task<(string State, string Message, string Events)> DescribeAsync(long uid)
    {
        JsonNode job = await GetAsync($"sites/rennes/jobs/{uid}");
        return (
            job["state"]!.ToString(),
            job["message"]!.ToString(),
            string.Join(' ', job["events"]!.AsArray().Select(one => one!["type"]))
        );
    }

    private Uri At(string path) => new($"{_server!.Address}/{path}");

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(At(path)))!;
}
