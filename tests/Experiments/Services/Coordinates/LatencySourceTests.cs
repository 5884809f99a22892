using Scalewright.Experiments.Coordinates;

namespace Experiments.Services.Tests.Coordinates;

public class LatencySourceTests
{
    // Format: Consul's documentation, "Read LAN Coordinates for all nodes". The coordinates form 3-4-5 triangles.
    private const string Nodes = """
        [
          {"Node": "pico-1", "Segment": "", "Coord": {"Adjustment": 0, "Error": 1.5, "Height": 0.001, "Vec": [0, 0, 0, 0, 0, 0, 0, 0]}},
          {"Node": "pico-2", "Segment": "", "Coord": {"Adjustment": 0.002, "Error": 0.2, "Height": 0.003, "Vec": [0.03, 0.04, 0, 0, 0, 0, 0, 0]}},
          {"Node": "pico-3", "Segment": "", "Coord": {"Adjustment": -1, "Error": 0.2, "Height": 0, "Vec": [0, 0.01, 0, 0, 0, 0, 0, 0]}},
          {"Node": "far", "Segment": "alpha", "Coord": {"Adjustment": 0, "Error": 0.2, "Height": 0, "Vec": [0, 0, 0, 0, 0, 0, 0, 0]}},
          {"Node": "both", "Segment": "", "Coord": {"Adjustment": 0, "Error": 0.2, "Height": 0, "Vec": [0, 0.02, 0, 0, 0, 0, 0, 0]}},
          {"Node": "both", "Segment": "alpha", "Coord": {"Adjustment": 0, "Error": 0.2, "Height": 0, "Vec": [0.006, 0.008, 0, 0, 0, 0, 0, 0]}}
        ]
        """;

    [Theory]
    [InlineData("pico-1", "pico-2", 0.028)] // 50 ms apart, 1 and 3 of height, 2 of adjustment: a round trip of 56
    [InlineData("pico-1", "pico-3", 0.0055)] // an adjustment below zero in total does not count: 10 and 1
    [InlineData("pico-1", "pico-1", 0)]
    [InlineData("far", "both", 0.005)]
    [InlineData("pico-1", "both", 0.0105)]
    [InlineData("machine", "pico-2", 0.028)] // by another name
    public async Task The_latency_is_half_of_the_round_trip_time_estimated_by_Consul(string from, string to, double seconds)
    {
        await using LoopbackServer server = await StartAsync(200, Nodes);
        using ConsulLatencySource source = new(new HttpServiceOptions(server.Address), ValueMap<string>.Empty.With("machine", "pico-1"));

        await source.MeasureAsync(["pico-1"], CancellationToken.None);

        source.GetLatency(from, to).ShouldBe(seconds, 1e-12);
        source.GetLatency(to, from).ShouldBe(seconds, 1e-12);
        server.Faults.Seen.ShouldBe(["GET /v1/coordinate/nodes"]);
    }

    [Theory]
    [InlineData("far")] // of another segment
    [InlineData("nobody")]
    public async Task The_latency_to_an_unknown_node_or_another_segment_is_infinite(string other)
    {
        await using LoopbackServer server = await StartAsync(200, Nodes);
        using ConsulLatencySource source = new(new HttpServiceOptions(server.Address));

        await source.MeasureAsync(["pico-1"], CancellationToken.None);

        source.GetLatency("pico-1", other).ShouldBe(double.PositiveInfinity);
        source.GetLatency(other, "pico-1").ShouldBe(double.PositiveInfinity);
    }

    [Theory]
    [InlineData(403, "Permission denied", "it answered 403: Permission denied; use a valid key with the required permissions")]
    [InlineData(404, "", "it answered 404; use a name that is there")]
    [InlineData(500, "No cluster leader", "it answered 500: No cluster leader; ask again later")]
    [InlineData(200, "{}", "its answer is an object where a list should be")]
    [InlineData(200, """[{"Node": "a", "Coord": null}]""", "'[0].Coord' of its answer is null where an object should be")]
    [InlineData(
        200,
        """[{"Node": "a", "Coord": {"Vec": ["x"], "Height": 0, "Adjustment": 0}}]""",
        "'[0].Coord.Vec[0]' of its answer is \"x\" where a number should be"
    )]
    public async Task An_invalid_response_is_reported_and_the_previous_latencies_are_kept(int status, string body, string told)
    {
        await using LoopbackServer server = await StartAsync(200, Nodes);
        using ConsulLatencySource source = new(new HttpServiceOptions(server.Address) { MaxAttempts = 1 });
        await source.MeasureAsync(["pico-1"], CancellationToken.None);
        server.Faults.Add(new Fault(FaultKind.Answer, _ => true) { Status = status, Body = body });

        HttpServiceException failure = await Should.ThrowAsync<HttpServiceException>(() =>
            source.MeasureAsync(["pico-1"], CancellationToken.None)
        );

        failure.Problems.ShouldHaveSingleItem().ToString().ShouldStartWith($"GET {server.Address}v1/coordinate/nodes: {told}");
        source.GetLatency("pico-1", "pico-2").ShouldBe(0.028, 1e-12);
    }

    [Fact]
    public async Task Latencies_are_estimated_from_pings_and_infinite_for_unreachable_nodes()
    {
        PingLatencySource source = new(seed: 1, (from, to, _) =>
            Task.FromResult<TimeSpan?>(from == "dead" || to == "dead" ? null : TimeSpan.FromMilliseconds(from == "c" || to == "c" ? 40 : 2))
        );

        for (int round = 0; round < 20; round++)
        {
            await source.MeasureAsync(["a", "b", "c", "dead"], CancellationToken.None);
        }

        source.GetLatency("a", "b").ShouldBe(0.001, 1e-9);
        source.GetLatency("a", "c").ShouldBe(0.020, 1e-9);
        source.GetLatency("a", "a").ShouldBe(0);
        source.GetLatency("a", "dead").ShouldBe(double.PositiveInfinity);
    }

    private static async Task<LoopbackServer> StartAsync(int status, string body)
    {
        LoopbackServer server = await LoopbackServer.StartAsync(context => Task.CompletedTask);
        server.Faults.Add(new Fault(FaultKind.Answer, _ => true) { Status = status, Body = body });
        return server;
    }
}
