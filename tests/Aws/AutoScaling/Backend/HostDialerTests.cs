using Scalewright.Providers.AutoScaling.Networking;
using Scalewright.Providers.Simulation.Kernel;
using Scalewright.Providers.Simulation.Models;

namespace AutoScaling.Tests.Backend;

/// <summary>
/// Name resolution and connection attempts of <see cref="HostConnector"/>: row F-NET-16 of tests/Faults/rows.tsv.
/// Order and delay of addresses follow RFC 8305, sections 4 and 5.
/// </summary>
public class HostDialerTests
{
    private const int Port = 4100;
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    private readonly SimulationKernel _kernel = new();
    private readonly SimulatedNetwork _network;
    private readonly Names _names;
    private readonly List<string> _tried = [];
    private readonly HostConnector _dialer;

    public HostDialerTests()
    {
        _network = new SimulatedNetwork(_kernel, new LinkModel { Latency = DurationModel.Fixed(RoundTrip / 2) });
        _names = new Names(_kernel.Clock);
        _dialer = new HostConnector(_names, ConnectAsync, new HostConnectorOptions { Clock = _kernel.Clock });
    }

    [Theory]
    [InlineData("nowhere", "SW4007")]
    [InlineData("empty", "SW4008")]
    [InlineData("circle", "SW4009")]
    [InlineData("endless-0", "SW4009")]
    [InlineData("silent", "SW4004")]
    [InlineData("dead", "SW4003")]
    [InlineData("closed", "SW4003")]
    public void F_NET_16_each_resolution_or_connection_failure_has_its_error_code(string host, string code) =>
        Run(async () =>
        {
            AgentException lost = await FailsAsync(host);

            (lost.Code.Id, lost.Node).ShouldBe((code, host));
        });

    [Fact]
    public void F_NET_16_error_messages_state_what_failed() =>
        Run(async () =>
        {
            (await FailsAsync("circle")).Problems[0].Message.ShouldBe("the aliases form a loop: circle → back → circle");
            (await FailsAsync("closed")).Problems[0].Message.ShouldStartWith("no address answers: 10.0.0.9: ");
            (await FailsAsync("dead")).Problems[0].Message.ShouldBe("no address answers: 10.0.0.7: no answer within 00:00:10");
            (await FailsAsync("silent")).Problems[0].Message.ShouldBe("no name server answered within 00:00:05 for 'silent'");
        });

    [Fact]
    public void F_NET_16_name_resolution_without_a_response_times_out() =>
        Run(async () => (await TimeAsync(() => FailsAsync("silent"))).ShouldBe(TimeSpan.FromSeconds(5)));

    [Fact]
    public void F_NET_16_a_wrong_address_is_reported_as_another_node() =>
        Run(async () =>
        {
            new SimulatedNode(_kernel, _network, "10.0.0.5").Serve();
            AgentConnectionOptions options = new()
            {
                Node = "wanted",
                SessionId = "1",
                Clock = _kernel.Clock,
            };
            HostConnector dialer = new(
                _names,
                async (address, token) => await _network.ConnectAsync("controller", address.ToString(), SimulatedNode.Port, token),
                new HostConnectorOptions { Clock = _kernel.Clock }
            );

            AgentException wrong = await Thrown.ByAsync<AgentException>(() =>
                AgentConnection.OpenAsync(token => dialer.OpenAsync("astray", token), options)
            );

            wrong.Code.ShouldBe(ProblemCode.AgentMismatch);
            wrong.Message.ShouldContain("10.0.0.5");
        });

    [Fact]
    public void F_NET_16_an_unresponsive_address_costs_one_connection_attempt_delay() =>
        Run(async () =>
        {
            (await TimeAsync(() => _dialer.OpenAsync("half-dead"))).ShouldBe(Stagger + RoundTrip);
            _tried.ShouldBe(["10.0.0.7", "10.0.0.1"]);
        });

    [Fact]
    public void F_NET_16_a_refused_connection_tries_the_next_address_at_once() =>
        Run(async () =>
        {
            (await TimeAsync(() => _dialer.OpenAsync("half-closed"))).ShouldBe(2 * RoundTrip);
            _tried.ShouldBe(["10.0.0.9", "10.0.0.1"]);
        });

    [Fact]
    public void F_NET_16_address_families_alternate_starting_with_the_preferred_one() =>
        Run(async () =>
        {
            await FailsAsync("many");

            _tried.ShouldBe(["fd00::7", "10.0.0.7", "fd00::8", "10.0.0.8", "10.0.0.9"]);
        });

    [Fact]
    public void F_NET_16_an_unknown_host_is_cached_for_five_seconds() =>
        Run(async () =>
        {
            await FailsAsync("nowhere");
            await Task.Delay(TimeSpan.FromSeconds(4.9), _kernel.Clock);
            (await FailsAsync("nowhere")).Code.ShouldBe(ProblemCode.UnknownHost);
            _names.Asked.ShouldBe(["nowhere"]);
            _names.Known["nowhere"] = new NameResolution([IPAddress.Parse("10.0.0.1")]);
            await Task.Delay(TimeSpan.FromSeconds(0.1), _kernel.Clock);

            await _dialer.OpenAsync("nowhere");

            _names.Asked.ShouldBe(["nowhere", "nowhere"]);
        });

    [Fact]
    public void F_NET_16_a_longer_negative_cache_period_is_capped_at_five_seconds() =>
        Run(async () =>
        {
            HostConnector dialer = new(
                _names,
                ConnectAsync,
                new HostConnectorOptions { Clock = _kernel.Clock, NegativeCachePeriod = TimeSpan.FromHours(1) }
            );
            await Thrown.ByAsync<AgentException>(() => dialer.OpenAsync("empty"));
            await Task.Delay(TimeSpan.FromSeconds(5), _kernel.Clock);
            await Thrown.ByAsync<AgentException>(() => dialer.OpenAsync("empty"));

            _names.Asked.ShouldBe(["empty", "empty"]);
        });

    [Fact]
    public void F_NET_16_a_resolution_timeout_is_not_cached() =>
        Run(async () =>
        {
            await FailsAsync("silent");
            await FailsAsync("silent");

            _names.Asked.ShouldBe(["silent", "silent"]);
        });

    [Theory, InlineData("10.0.0.1"), InlineData("alias")]
    public void An_IP_address_is_not_resolved_and_an_alias_is_followed(string host) =>
        Run(async () =>
        {
            await _dialer.OpenAsync(host);

            _names.Asked.ShouldBe(host == "alias" ? ["alias", "live"] : []);
        });

    [Fact]
    public void A_canceled_connection_attempt_ends_at_once() =>
        Run(async () =>
        {
            using CancellationTokenSource enough = new(TimeSpan.FromSeconds(1), _kernel.Clock);

            TimeSpan time = await TimeAsync(() =>
                Thrown.ByAsync<OperationCanceledException>(() => _dialer.OpenAsync("dead", enough.Token))
            );

            time.ShouldBe(TimeSpan.FromSeconds(1));
        });

    private async Task<Stream> ConnectAsync(IPAddress address, CancellationToken cancellationToken)
    {
        _tried.Add(address.ToString());
        return await _network.ConnectAsync("controller", address.ToString(), Port, cancellationToken);
    }

    private Task<AgentException> FailsAsync(string host) => Thrown.ByAsync<AgentException>(() => _dialer.OpenAsync(host));

    private async Task<TimeSpan> TimeAsync(Func<Task> story)
    {
        TimeSpan start = _kernel.Elapsed;
        await story();
        return _kernel.Elapsed - start;
    }

    private void Run(Func<Task> story) =>
        _kernel.Run(async () =>
        {
            _network.Listen("10.0.0.1", Port);
            foreach (string dead in new[] { "10.0.0.7", "10.0.0.8", "fd00::7", "fd00::8" })
            {
                _network.Crash(dead);
            }

            await story();
        });

    private sealed class Names(TimeProvider clock) : INameResolver
    {
        public List<string> Asked { get; } = [];

        public Dictionary<string, NameResolution> Known { get; } =
            new(StringComparer.Ordinal)
            {
                ["live"] = Of("10.0.0.1"),
                ["dead"] = Of("10.0.0.7"),
                ["closed"] = Of("10.0.0.9"),
                ["astray"] = Of("10.0.0.5"),
                ["half-dead"] = Of("10.0.0.7", "10.0.0.1"),
                ["half-closed"] = Of("10.0.0.9", "10.0.0.1"),
                ["many"] = Of("fd00::7", "fd00::8", "10.0.0.7", "10.0.0.8", "10.0.0.9"),
                ["empty"] = Of(),
                ["alias"] = Of() with { Alias = "live" },
                ["circle"] = Of() with { Alias = "back" },
                ["back"] = Of() with { Alias = "circle" },
            };

        public async Task<NameResolution> ResolveAsync(string name, CancellationToken cancellationToken = default)
        {
            Asked.Add(name);
            if (name == "silent")
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
            }

            return name.Split('-') is ["endless", var number]
                ? Of() with
                {
                    Alias = $"endless-{number}1",
                }
                : Known.GetValueOrDefault(name) ?? throw new SocketException((int)SocketError.HostNotFound);
        }

        private static NameResolution Of(params string[] addresses) => new(addresses.Select(IPAddress.Parse).ToValueList());
    }
}
