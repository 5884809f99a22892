using System.Net.Http.Headers;

namespace IotLab.Tests;

/// <summary>
/// Tests the simulated IoT-LAB server. It rejects every invalid request, so that tests of the provider cannot pass with
/// one. Its messages follow the API documentation.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync, which releases the fields.")]
public sealed class ServerTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private IotLabServer? _server;

    public async Task InitializeAsync()
    {
        _server = await IotLabServer.StartAsync();
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("ann:secret"u8));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task Only_the_list_of_sites_needs_no_authentication()
    {
        _http.DefaultRequestHeaders.Authorization = null;

        (await _http.GetAsync(At("sites"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.GetAsync(At("user"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _http.GetAsync(At("experiments"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_empty_list_returns_no_content_and_invalid_requests_are_rejected()
    {
        (await _http.GetAsync(At("experiments?state=Running,Waiting&limit=0&offset=0"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _http.GetAsync(At("experiments?state=running"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _http.GetAsync(At("experiments?limit=501"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _http.GetAsync(At("nothing"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _http.GetAsync(At("experiments/1"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _http.DeleteAsync(At("monitoring/nobody"))).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    /// <summary>The official client: https://github.com/iot-lab/cli-tools.</summary>
    [MachineFact("iotlab")]
    public void The_official_client_lists_boards_and_submits_and_stops_an_experiment()
    {
        _server!.SetTrouble("m3-2.grenoble.iot-lab.info", "Dead");

        RunClient("status", "items[0].archis[0].archi", "--nodes-ids", "--site", "saclay").ShouldBe("\"m3:at86rf231\"");
        RunClient("status", "items[*].network_address | [0]", "--nodes", "--site", "grenoble", "--state", "Dead")
            .ShouldBe("\"m3-2.grenoble.iot-lab.info\"");
        string id = RunClient(
            "experiment",
            "id",
            "submit",
            "--name",
            "own",
            "--duration",
            "20",
            "--list",
            "grenoble,m3,1+3",
            "--list",
            "saclay,m3,1-2"
        );
        RunClient("experiment", "@", "wait", "--id", id, "--step", "1", "--timeout", "60").ShouldEndWith("\"Running\"");
        RunClient("experiment", "length(items)", "get", "--id", id, "--nodes").ShouldBe("4");
        RunClient("experiment", "items[0].name", "get", "--list", "--state", "Running").ShouldBe("\"own\"");
        RunClient("node", "\"0\"[0]", "--id", id, "--reset").ShouldBe("\"m3-1.grenoble.iot-lab.info\"");
        RunClient("experiment", "status", "stop", "--id", id).ShouldBe("\"Delete request registered\"");

        _server.LiveExperiments.ShouldBeEmpty();
    }

    [Fact]
    public async Task Board_IDs_are_listed_as_ranges_of_numbers()
    {
        foreach (int number in new[] { 5, 6, 8 })
        {
            _server!.SetTrouble($"m3-{number}.saclay.iot-lab.info", "Dead");
        }

        string response = await _http.GetStringAsync(At("nodes/ids?site=saclay&archi=m3:at86rf231"));

        response.ShouldBe(
            """{"items":[{"site":"saclay","archis":[{"archi":"m3:at86rf231","states":[{"state":"Alive","ids":"1-4\u002B7"},{"state":"Dead","ids":"5-6\u002B8"}]}]}]}"""
        );
    }

    [Theory]
    [InlineData("""{"type":"physical","name":"e1","duration":30,"nodes":["m3-1.grenoble.iot-lab.info"]}""", HttpStatusCode.OK)]
    [InlineData("""{"type":"physical","name":"e-1","duration":30,"nodes":["m3-1.grenoble.iot-lab.info"]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"type":"physical","name":"e1","duration":"30","nodes":["m3-1.grenoble.iot-lab.info"]}""", HttpStatusCode.BadRequest)]
    [InlineData(
        """{"type":"alias","name":"e1","duration":30,"nodes":[{"alias":"1","nbnodes":4,"properties":{"archi":"m3:at86rf231","site":"grenoble","mobile":false}}]}""",
        HttpStatusCode.OK
    )]
    [InlineData(
        """{"type":"alias","name":"e1","duration":30,"nodes":[{"alias":"10","nbnodes":4,"properties":{"archi":"m3:at86rf231","site":"grenoble","mobile":false}}]}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData(
        """{"type":"physical","name":"e1","duration":30,"nodes":["m3-1.grenoble.iot-lab.info"],"firmwareassociations":[{"firmwarename":"none","nodes":["m3-1.grenoble.iot-lab.info"]}]}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData(
        """{"type":"alias","name":"e1","duration":30,"nodes":[{"alias":"1","nbnodes":5,"properties":{"archi":"m3:at86rf231","site":"saclay","mobile":false}},{"alias":"2","nbnodes":3,"properties":{"archi":"m3:at86rf231","site":"saclay","mobile":false}}]}""",
        HttpStatusCode.OK
    )]
    [InlineData(
        """{"type":"alias","name":"e1","duration":30,"nodes":[{"alias":"1","nbnodes":5,"properties":{"archi":"m3:at86rf231","site":"saclay","mobile":false}},{"alias":"2","nbnodes":4,"properties":{"archi":"m3:at86rf231","site":"saclay","mobile":false}}]}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData(
        """{"type":"alias","name":"e1","duration":30,"nodes":[{"alias":"1","nbnodes":1,"properties":{"archi":"m3:at86rf231","site":"saclay","mobile":false}},{"alias":"1","nbnodes":1,"properties":{"archi":"a8:at86rf231","site":"grenoble","mobile":false}}]}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData(
        """{"type":"physical","name":"e1","duration":30,"nodes":["m3-1.grenoble.iot-lab.info","m3-1.saclay.iot-lab.info"]}""",
        HttpStatusCode.OK
    )]
    [InlineData(
        """{"type":"physical","name":"e1","duration":30,"nodes":["m3-1.grenoble.iot-lab.info","m3-1.grenoble.iot-lab.info"]}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData(
        """{"type":"physical","name":"e1","duration":30,"reservation":1,"nodes":["m3-1.grenoble.iot-lab.info"]}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData("no JSON", HttpStatusCode.BadRequest)]
    public async Task Experiment_descriptions_are_validated_strictly(string description, HttpStatusCode expected)
    {
        using MultipartFormDataContent multipart = new()
        {
            { new StringContent(description, Encoding.UTF8, "application/json"), "NEW_EXP.json", "NEW_EXP.json" },
        };
        using StringContent withoutMultipart = new(description, Encoding.UTF8, "application/json");
        using MultipartFormDataContent withExtraFile = new()
        {
            { new StringContent(description), "new_exp.json", "new_exp.json" },
            { new StringContent("x"), "stray.elf", "stray.elf" },
        };

        (await _http.PostAsync(At("experiments"), multipart)).StatusCode.ShouldBe(expected);
        (await _http.PostAsync(At("experiments"), withoutMultipart)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _http.PostAsync(At("experiments"), withExtraFile)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_experiment_over_two_sites_starts_as_soon_as_all_of_its_boards_are_free()
    {
        await using Bench bench = await Calendars.StartAsync();
        bench.Server.Occupy(["m3-1.saclay.iot-lab.info"], TimeSpan.FromHours(3), Calendars.At("18:50"));

        // Both boards of grenoble are free for an hour from 21:15, and the second board of saclay from 20:00.
        string id = await SubmitAsync(
            bench,
            """{"type":"physical","name":"mine","duration":60,"nodes":["m3-1.grenoble.iot-lab.info","m3-2.grenoble.iot-lab.info","m3-2.saclay.iot-lab.info"]}"""
        );
        string firstPlan = await GetStartDateAsync(bench, id);

        // Experiment 300002 reserves the first board of grenoble from 20:30. Without it, both boards of grenoble are
        // free from 20:30, when the reservation of the second board ends.
        bench.Server.BreakExperiment(300_002);
        string replanned = await GetStartDateAsync(bench, id);
        string next = await SubmitAsync(
            bench,
            """{"type":"alias","name":"next","duration":60,"nodes":[{"alias":"1","nbnodes":1,"properties":{"archi":"m3:at86rf231","site":"grenoble","mobile":false}},{"alias":"2","nbnodes":2,"properties":{"archi":"m3:at86rf231","site":"saclay","mobile":false}}]}"""
        );

        // The experiment 'next' does not delay earlier ones. It starts at 21:50, after 'mine' and the reservation of
        // three hours have ended.
        (firstPlan, replanned, await GetStartDateAsync(bench, next), await GetStartDateAsync(bench, id)).ShouldBe(
            ("2026-11-21T21:15:00Z", "2026-11-21T20:30:00Z", "2026-11-21T21:50:00Z", "2026-11-21T20:30:00Z")
        );
    }

    /// <param name="query">JMESPath of the part of the answer to print.</param>
    private string RunClient(string command, string query, params string[] words)
    {
        using TemporaryFolder home = new();
        Dictionary<string, string> environment = new(StringComparer.Ordinal)
        {
            ["HOME"] = home.Root,
            ["IOTLAB_API_URL"] = $"{_server!.Address}/",
        };
        ProgramResult result = Command.Run(
            "iotlab",
            home.Root,
            environment,
            [command, "--user", "ann", "--password", "secret", "--jmespath", query, .. words]
        );
        result.ExitCode.ShouldBe(0, result.Errors);
        return result.Output;
    }

    private async Task<string> SubmitAsync(Bench bench, string description)
    {
        using MultipartFormDataContent multipart = new()
        {
            { new StringContent(description, Encoding.UTF8, "application/json"), "new_exp.json", "new_exp.json" },
        };
        using HttpResponseMessage response = await _http.PostAsync(new Uri($"{bench.Server.Address}/experiments"), multipart);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!.ToString();
    }

    private async Task<string> GetStartDateAsync(Bench bench, string id) =>
        JsonNode.Parse(await _http.GetStringAsync(new Uri($"{bench.Server.Address}/experiments/{id}")))!["start_date"]!.ToString();

    private Uri At(string path) => new($"{_server!.Address}/{path}");
}
