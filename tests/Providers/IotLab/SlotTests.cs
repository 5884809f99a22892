namespace IotLab.Tests;

/// <summary>
/// The search for the earliest start, which leaves no resources. Times were computed by hand (<see cref="Calendars"/>).
/// </summary>
public sealed class SlotTests
{
    [Theory, InlineData(null, "20:30"), InlineData("18:30", "20:30"), InlineData("20:30", "20:30"), InlineData("20:45", "20:45")]
    public async Task The_earliest_common_start_of_two_sites_is_exact(string? from, string expected)
    {
        await using Bench bench = await Calendars.StartAsync();

        DateTimeOffset? found = await bench.Provider.FindEarliestStartAsync(
            Of("grenoble", "saclay", "saclay"),
            from is null ? null : Calendars.At(from)
        );

        found.ShouldBe(Calendars.At(expected));
        Left(bench).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Nodes_can_be_reserved_at_the_earliest_start_that_was_found()
    {
        await using Bench bench = await Calendars.StartAsync();
        await using IotLabProvider asking = bench.Open();

        DateTimeOffset? found = await asking.FindEarliestStartAsync(Of("grenoble", "saclay", "saclay"));
        await using IotLabProvider planned = bench.Open(options => options with { StartNodesTogether = false, StartsAt = found });

        (await planned.ApplyAllAsync(Calendars.Nodes(bench))).ShouldAllBe(outcome => outcome.Result == StepResult.Succeeded);
    }

    [Fact]
    public async Task The_search_finds_the_first_free_minute_after_an_unavailable_start()
    {
        await using Bench bench = await Bench.StartAsync();
        Calendars.Occupy(bench, "m3-7.grenoble", "20:00", "20:20");
        bench.Use(options => options with { Duration = TimeSpan.FromMinutes(30) });

        // The board is free now, but not for half an hour from 19:50 on; the next start is 20:20.
        (await bench.Provider.FindEarliestStartAsync(Of("grenoble/m3-7"), Calendars.At("19:50"))).ShouldBe(Calendars.At("20:20"));
        Left(bench).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_start_rejected_with_any_message_counts_as_unavailable()
    {
        await using Bench bench = await Bench.StartAsync();
        int asked = 0;
        bench.Faults.Add(
            new Fault(FaultKind.Answer, request => bench.Submits(request) && ++asked == 2) { Status = 400, Body = "too soon" }
        );

        // Without a date the start is 18:00; 19:00 is rejected; 19:15, 19:07, 19:03 and 19:01 are accepted.
        (await bench.Provider.FindEarliestStartAsync(Of("grenoble/m3-7"), Calendars.At("19:00"))).ShouldBe(Calendars.At("19:01"));
        (bench.CountOf("POST /api/experiments"), Left(bench)).ShouldBe((6, (0, 0)));
    }

    [Fact]
    public async Task A_start_that_has_passed_since_the_search_means_as_soon_as_possible()
    {
        await using Bench bench = await Bench.StartAsync();
        await using IotLabProvider asking = bench.Open();
        DateTimeOffset? found = await asking.FindEarliestStartAsync(Of("saclay"));
        bench.Clock.Advance(TimeSpan.FromSeconds(5));
        await using IotLabProvider provider = bench.Open(options => options with { StartsAt = found });

        await provider.ApplyOneAsync(bench.NodeAt("n-1", "saclay"));

        (found, (await provider.AdvanceAsync(bench.Orders.Owner)).Single().State).ShouldBe((Calendars.At("18:00"), ResourceState.Ready));
    }

    [Fact]
    public async Task The_search_finds_a_common_start_for_boards_by_name_and_by_kind()
    {
        await using Bench bench = await Calendars.StartAsync();

        // By name: 21:15, since the gap from 19:00 to 20:30 is too early for the others. By kind: 20:00.
        (await bench.Provider.FindEarliestStartAsync(Of("grenoble/m3-1", "saclay", "saclay"), Calendars.At("19:45"))).ShouldBe(
            Calendars.At("21:15")
        );
        Left(bench).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Too_many_boards_have_no_start_and_all_invalid_placements_are_reported_at_once()
    {
        await using Bench bench = await Calendars.StartAsync();

        (await bench.Provider.FindEarliestStartAsync(Of("saclay", "saclay", "saclay"))).ShouldBeNull();
        (await bench.Provider.FindEarliestStartAsync(Of())).ShouldBe(Calendars.At("18:00"));
        ProviderException failure = await Should.ThrowAsync<ProviderException>(() =>
            bench.Provider.FindEarliestStartAsync(Of("lille", "saclay", "saclay/m3:at86rf231/fast"))
        );

        failure.Problems.Select(problem => problem.Field).ShouldBe(["n-0", "n-2"]);
        Left(bench).ShouldBe((0, 0));
    }

    [Fact]
    public async Task The_search_waits_until_the_scheduler_reports_a_start()
    {
        await using Bench bench = await Calendars.StartAsync();
        bench.Faults.Add(
            new Fault(FaultKind.Answer, request => request.Method == "GET" && IsOne(request))
            {
                Status = 200,
                Times = 3,
                Body = """{"id":1,"state":"Waiting","start_date":"1970-01-01T00:00:00Z"}""",
            }
        );
        LookOften(bench);

        (await bench.Provider.FindEarliestStartAsync(Of("saclay", "saclay"))).ShouldBe(Calendars.At("20:00"));
        Left(bench).ShouldBe((0, 0));
    }

    [Theory]
    [
        InlineData("POST", "/api/experiments", FaultKind.LoseReply),
        InlineData("DELETE", "/api/experiments/", FaultKind.LoseReply),
        InlineData("DELETE", "/api/experiments/", FaultKind.LoseRequest)
    ]
    [InlineData("DELETE", "/api/monitoring/", FaultKind.LoseReply), InlineData("DELETE", "/api/monitoring/", FaultKind.LoseRequest)]
    public async Task F_PROV_03_a_lost_call_during_a_slot_search_neither_changes_the_result_nor_leaves_resources(
        string method,
        string path,
        FaultKind kind
    )
    {
        await using Bench bench = await Calendars.StartAsync();
        bench.Faults.Add(
            new Fault(kind, request => request.Method == method && request.Path.Value!.StartsWith(path, StringComparison.Ordinal))
        );
        LookOften(bench);

        (await bench.Provider.FindEarliestStartAsync(Of("grenoble", "saclay", "saclay"))).ShouldBe(Calendars.At("20:30"));
        Left(bench).ShouldBe((0, 0));
    }

    [
        Theory,
        InlineData("/api/experiments", FaultKind.LoseRequest),
        InlineData("/api/monitoring", FaultKind.LoseRequest),
        InlineData("/api/monitoring", FaultKind.LoseReply)
    ]
    public async Task F_PROV_03_a_slot_search_that_cannot_recover_fails_as_transient_and_leaves_no_resources(string path, FaultKind kind)
    {
        await using Bench bench = await Calendars.StartAsync();
        bench.Faults.Add(new Fault(kind, request => request.Method == "POST" && request.Path.Value == path));
        LookOften(bench);

        (await Should.ThrowAsync<ProviderException>(() => bench.Provider.FindEarliestStartAsync(Of("saclay")))).IsTransient.ShouldBeTrue();
        Left(bench).ShouldBe((0, 0));
    }

    [
        Theory,
        InlineData("POST", "/api/monitoring"),
        InlineData("POST", "/api/experiments"),
        InlineData("GET", "/api/experiments/"),
        InlineData("DELETE", "/api/experiments/")
    ]
    public async Task A_canceled_slot_search_leaves_no_resources(string method, string path)
    {
        await using Bench bench = await Calendars.StartAsync();
        using CancellationTokenSource cancellation = new();
        bench.Faults.Add(new Fault(FaultKind.LoseRequest, request =>
            {
                if (request.Method == method && request.Path.Value!.StartsWith(path, StringComparison.Ordinal))
                {
                    cancellation.Cancel();
                }

                return false;
            }));
        LookOften(bench);

        await Should.ThrowAsync<OperationCanceledException>(() =>
            bench.Provider.FindEarliestStartAsync(Of("grenoble", "saclay", "saclay"), null, cancellation.Token)
        );
        Left(bench).ShouldBe((0, 0));
    }

    [Fact]
    public async Task F_PROV_10_a_search_experiment_that_cannot_be_ended_is_reported_and_later_reaped()
    {
        await using Bench bench = await Calendars.StartAsync();
        bench.Faults.Add(new Fault(FaultKind.Answer, request => request.Method == "DELETE" && IsOne(request)) { Status = 503, Times = 10 });
        LookOften(bench);

        // Five attempts for the experiment, and five for everything that is left.
        ProviderException failure = await Should.ThrowAsync<ProviderException>(() =>
            bench.Provider.FindEarliestStartAsync(Of("saclay", "saclay"))
        );
        (int, int) between = Left(bench);
        bench.Clock.Advance(TimeSpan.FromMinutes(31));
        ReapReport report = await Reaper.ReapAsync(bench.Provider, new ReapRequest());

        failure.Problems[^1].Advice.ShouldBe("end it, or reap the clusters called slot-search");
        (between, report.Remaining.Count).ShouldBe(((1, 1), 0));
        Left(bench).ShouldBe((0, 0));
    }

    private static bool IsOne(HttpRequest request) =>
        request.Path.Value!.StartsWith("/api/experiments/", StringComparison.Ordinal)
        && request.Path.Value.Count(letter => letter == '/') == 3;

    private static void LookOften(Bench bench) => bench.Use(options => options with { PollInterval = TimeSpan.FromMilliseconds(1) });

    /// <summary>Numbers of live experiments of the account and of ownership tags.</summary>
    private static (int Experiments, int Marks) Left(Bench bench) =>
        (bench.Server.LiveExperiments.Count(one => one.Contains(" scalewright_", StringComparison.Ordinal)), bench.Server.Marks.Count);

    private static Topology Of(params string[] clouds) =>
        TestbedClusters.Of([.. clouds.Select((cloud, at) => new NodeSpec($"n-{at}", at + 1) { Cloud = cloud })]);
}
