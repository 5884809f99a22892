using System.Net.Http.Headers;

namespace Loopback.Programs.Tests;

public sealed class ControlDoorTests
{
    [Fact]
    public async Task The_control_API_of_an_IoT_LAB_server_injects_faults_and_advances_the_clock()
    {
        await using StartedServer server = await StartedServer.StartAsync("iotlab");
        await server.SeeFaultAsync("/api/sites");
        Authorize(server);
        using MultipartFormDataContent parts = new()
        {
            {
                new StringContent(
                    """{"type":"physical","name":"e1","duration":30,"nodes":["m3-1.grenoble.iot-lab.info"]}""",
                    Encoding.UTF8,
                    "application/json"
                ),
                "new_exp.json",
                "new_exp.json"
            },
        };
        using HttpResponseMessage taken = await server.Http.PostAsync(StartedServer.At("/api/experiments"), parts);
        string id = JsonNode.Parse(await taken.Content.ReadAsStringAsync())!["id"]!.ToString();

        string before = await FindAsync(server, $"/api/experiments/{id}", "state");
        await server.AdvanceAsync("00:31:00");

        (before, await FindAsync(server, $"/api/experiments/{id}", "state")).ShouldBe(("Running", "Terminated"));
    }

    [Fact]
    public async Task The_control_API_of_a_Grid5000_server_injects_faults_and_advances_the_clock()
    {
        await using StartedServer server = await StartedServer.StartAsync("grid5000");
        Authorize(server);
        await server.SeeFaultAsync("/stable/sites");
        using HttpResponseMessage taken = await server.Http.PostAsJsonAsync(
            "/stable/sites/rennes/jobs",
            new JsonObject
            {
                ["name"] = "j1",
                ["resources"] = "nodes=1,walltime=01:00:00",
                ["command"] = "sleep 3600",
            }
        );
        string place = taken.Headers.Location!.OriginalString;

        string before = await FindAsync(server, place, "state");
        await server.AdvanceAsync("1.00:00:00");

        (before, await FindAsync(server, place, "state")).ShouldBe(("running", "terminated"));
    }

    [Fact]
    public async Task The_control_API_of_a_Chameleon_server_injects_faults_and_advances_the_clock()
    {
        await using StartedServer server = await StartedServer.StartAsync("chameleon");
        await server.SeeFaultAsync("/identity/v3");
        JsonNode login = JsonNode.Parse(
            """{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"ann","secret":"secret"}}}}"""
        )!;
        using HttpResponseMessage let = await server.Http.PostAsJsonAsync("/identity/v3/auth/tokens", login);
        server.Http.DefaultRequestHeaders.Add("X-Auth-Token", let.Headers.GetValues("X-Subject-Token").Single());

        using HttpResponseMessage before = await server.Http.GetAsync(StartedServer.At("/identity/v3/auth/tokens"));
        await server.AdvanceAsync("02:00:00");
        using HttpResponseMessage after = await server.Http.GetAsync(StartedServer.At("/identity/v3/auth/tokens"));

        // A token is valid for an hour.
        (before.StatusCode, after.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task The_control_API_of_a_Kubernetes_server_injects_faults_and_advances_the_clock()
    {
        await using StartedServer server = await StartedServer.StartAsync("kubernetes");
        await server.SeeFaultAsync("/api/v1/nodes");

        DateTimeOffset first = await MadeAsync(server, "one");
        await server.AdvanceAsync("2.00:00:00");
        DateTimeOffset second = await MadeAsync(server, "two");

        (second - first).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromDays(2));
    }

    [Fact]
    public async Task The_control_API_of_an_S3_server_injects_faults_and_reports_that_there_is_no_clock()
    {
        await using StartedServer server = await StartedServer.StartAsync("services", "s3");
        await server.SeeFaultAsync("/bucket");

        (HttpStatusCode status, JsonObject answer) = await server.ControlAsync(HttpMethod.Get, "clock");

        (status, answer["problems"]![0]!.ToString()).ShouldBe((HttpStatusCode.NotFound, "this server has no clock; use /loopback/faults"));
    }

    [Fact]
    public async Task An_invalid_control_request_reports_all_problems_and_changes_nothing()
    {
        await using StartedServer server = await StartedServer.StartAsync("iotlab");

        (HttpStatusCode Status, JsonObject Answer) fault = await server.ControlAsync(
            HttpMethod.Post,
            "faults",
            """{"kind":"Loose","path":"api","times":0,"status":"503","when":1}"""
        );
        (HttpStatusCode Status, JsonObject Answer) none = await server.ControlAsync(HttpMethod.Post, "faults", "no JSON");
        HttpStatusCode[] clocks = await Task.WhenAll(
            new[]
            {
                """{"advance":"-00:01:00"}""",
                """{"advance":30}""",
                """{"advance":"99999.00:00:00"}""",
                """{"back":"00:01:00"}""",
                "[]",
            }.Select(async body => (await server.ControlAsync(HttpMethod.Post, "clock", body)).Status)
        );
        (HttpStatusCode Status, JsonObject Answer) place = await server.ControlAsync(HttpMethod.Put, "clock", "{}");

        fault.Status.ShouldBe(HttpStatusCode.BadRequest);
        fault.Answer["problems"]!
            .AsArray()
            .Select(problem => problem!.ToString())
            .ShouldBe([
                "when: is not known; use kind, method, path, times, status, body, retry_after, bytes, seconds",
                "kind: 'Loose' is none; use one of Answer, LoseRequest, LoseReply, BreakReply, Silence, Slow, Duplicate",
                "path: 'api' is none of the place; use the beginning of one, as /api, without its query",
                "times: 0 cannot be; use a whole number from 1 to 1000000",
                "status: \"503\" cannot be; use a whole number from 200 to 599",
            ]);
        (none.Status, none.Answer["problems"]!.AsArray().Count).ShouldBe((HttpStatusCode.BadRequest, 1));
        clocks.ShouldAllBe(status => status == HttpStatusCode.BadRequest);
        (
            place.Status,
            (await server.ControlAsync(HttpMethod.Get, "faults")).Answer["faults"]!.AsArray().Count,
            (await server.ControlAsync(HttpMethod.Get, "clock")).Answer["ahead"]!.ToString()
        ).ShouldBe((HttpStatusCode.NotFound, 0, "00:00:00"));
    }

    [Fact]
    public async Task Pending_faults_can_be_deleted()
    {
        await using StartedServer server = await StartedServer.StartAsync("iotlab");
        await server.ControlAsync(HttpMethod.Post, "faults", """{"kind":"Silence","times":3}""");

        (await server.ControlAsync(HttpMethod.Delete, "faults")).Answer["faults"]!.AsArray().Count.ShouldBe(0);

        using HttpResponseMessage answer = await server.Http.GetAsync(StartedServer.At("/api/sites"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static void Authorize(StartedServer server) =>
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("ann:secret"u8));

    private static async Task<string> FindAsync(StartedServer server, string path, string key) =>
        JsonNode.Parse(await server.Http.GetStringAsync(StartedServer.At(path)))![key]!.ToString();

    private static async Task<DateTimeOffset> MadeAsync(StartedServer server, string name)
    {
        JsonObject map = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name },
        };
        using HttpResponseMessage made = await server.Http.PostAsJsonAsync("/api/v1/namespaces/default/configmaps", map);
        string time = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["metadata"]!["creationTimestamp"]!.ToString();
        return DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
    }
}
