using System.Net.Http.Headers;

namespace Grid5000.Tests;

/// <summary>The simulated Grid'5000 server of these tests. Its messages follow the API documentation.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync, which releases the fields.")]
public sealed class ServerTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private Grid5000Server? _server;

    public async Task InitializeAsync()
    {
        _server = await Grid5000Server.StartAsync(new Grid5000ServerOptions { Clusters = [new("rennes", "alpha", 3), new("rennes", "beta", 2)], Clock = new HandClock() });
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
        using FormUrlEncodedContent form = new([new("name", "join-01"), new("resources", "nodes=2,walltime=02:00:00"), new("command", "sleep 7200"), new("types[]", "deploy"), new("types[]", "exotic")]);

        using HttpResponseMessage taken = await _http.PostAsync(At("sites/rennes/jobs"), form);

        JsonNode job = JsonNode.Parse(await taken.Content.ReadAsStringAsync())!;
        taken.StatusCode.ShouldBe(HttpStatusCode.Created);
        (job["name"]!.ToString(), job["walltime"]!.GetValue<long>(), job["command"]!.ToString(), job["types"]!.ToJsonString(), job["assigned_nodes"]!.AsArray().Count)
            .ShouldBe(("join-01", 7200L, "sleep 7200", """["deploy","exotic"]""", 2));
    }

    [Fact]
    public async Task A_cluster_status_lists_only_its_nodes_and_includes_waiting_jobs_unless_excluded()
    {
        await _http.PostAsJsonAsync(At("sites/rennes/jobs"), new JsonObject { ["resources"] = "{cluster='beta'}/nodes=2,walltime=01:00:00", ["command"] = "sleep 1" });
        await _http.PostAsJsonAsync(At("sites/rennes/jobs"), new JsonObject { ["resources"] = "{cluster='beta'}/nodes=2,walltime=01:00:00", ["command"] = "sleep 2" });

        JsonNode all = await GetAsync("sites/rennes/clusters/beta/status");
        JsonNode some = await GetAsync("sites/rennes/clusters/beta/status?waiting=no&disks=no");
        JsonNode none = await GetAsync("sites/rennes/status?job_details=no");

        all["nodes"]!.AsObject().Select(node => node.Key).ShouldBe(["beta-1.rennes.example", "beta-2.rennes.example"]);
        StatesOf(all).ShouldBe(["running", "waiting"]);
        StatesOf(some).ShouldBe(["running"]);
        (some["disks"], all["disks"]!.ToJsonString(), none["nodes"]!.AsObject().Count, none["nodes"]!["beta-1.rennes.example"]!["reservations"]).ShouldBe((null, "{}", 5, null));
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
        (await GetAsync("sites/rennes/environments"))["items"]!.AsArray().Select(one => one!["uid"]!.ToString()).ShouldBe(["debian12-min", "debian12-big", "ubuntu2404-min"]);
        (await GetAsync("versions"))["total"]!.GetValue<int>().ShouldBe(1);
        (await GetAsync("sites/rennes/versions"))["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Nodes_can_be_assigned_to_a_VLAN_and_its_DHCP_server_can_be_stopped()
    {
        using HttpResponseMessage stopped = await _http.PutAsJsonAsync(At("sites/rennes/vlans/4/dhcpd"), new JsonObject { ["action"] = "stop" });
        using HttpResponseMessage wrong = await _http.PutAsJsonAsync(At("sites/rennes/vlans/4/dhcpd"), new JsonObject { ["action"] = "pause" });
        using HttpResponseMessage put = await _http.PostAsJsonAsync(At("sites/rennes/vlans/4/nodes"), new JsonObject { ["nodes"] = new JsonArray("alpha-1-eth1") });
        using HttpResponseMessage unknown = await _http.PostAsJsonAsync(At("sites/rennes/vlans/4/nodes"), new JsonObject { ["nodes"] = new JsonArray("omega-1-eth1") });

        JsonNode vlan = await GetAsync("sites/rennes/vlans/4");
        (vlan["uid"]!.ToString(), vlan["type"]!.ToString(), (await GetAsync("sites/rennes/vlans/4/dhcpd"))["action"]!.ToString()).ShouldBe(("4", "kavlan-local", "stop"));
        (await GetAsync("sites/rennes/vlans/4/nodes"))["items"]!.AsArray().Select(node => node!["uid"]!.ToString()).ShouldBe(["alpha-1-eth1"]);
        (stopped.StatusCode, wrong.StatusCode, put.StatusCode, unknown.StatusCode, (await _http.GetAsync(At("sites/rennes/vlans/10"))).StatusCode)
            .ShouldBe((HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.NotFound));
    }

    private static IEnumerable<string> StatesOf(JsonNode status) => status["nodes"]!["beta-1.rennes.example"]!["reservations"]!.AsArray().Select(job => job!["state"]!.ToString());

    private Uri At(string path) => new($"{_server!.Address}/{path}");

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(At(path)))!;
}
